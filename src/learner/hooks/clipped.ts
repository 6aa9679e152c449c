import { map } from 'rxjs';
import { requireOption, valueAt } from '../../core/index.ts';
import { tf, type Tensor } from '../../engine/index.ts';
import type { Gradients } from '../../steps/index.ts';
import type { Hook } from '../hook.ts';

/** Options of {@link clipped}. */
export interface ClippedOptions {
  /** 2: the Euclidean norm, the default; 1: the sum of magnitudes; Infinity: the largest magnitude. */
  readonly normType?: number;
}

/** Returns the norm of all tensors together, a scalar. */
type Norm = (tensors: readonly Tensor[]) => Tensor;

const norms: ReadonlyMap<number, Norm> = new Map<number, Norm>([
  [1, (tensors) => tf.addN(tensors.map((each) => tf.sum(tf.abs(each))))],
  [2, (tensors) => tf.sqrt(tf.addN(tensors.map((each) => tf.sum(tf.square(each)))))],
  [Infinity, (tensors) => tf.max(tf.stack(tensors.map((each) => tf.max(tf.abs(each)))))],
]);

/**
 * Returns a hook that scales down gradients whose norm exceeds `maxNorm`, so that a single batch cannot throw the
 * weights far off (Pascanu et al., 2013): fastai's GradientClip.
 *
 * ```text
 * source      -x-y-|    gradients; only the norm of x exceeds maxNorm
 * output      -c-y-|    c has the direction of x and the norm maxNorm
 * ```
 *
 * The norm is that of all gradients together, and all are multiplied by min(1, maxNorm / (norm + 1e-6)), as by PyTorch's
 * clip_grad_norm_. Gradients that another hook holds back pass unchanged. Wherever it is in the list, it comes after
 * other hooks of gradients: with {@link accumulated}, it clips the sums.
 *
 * Throws BadOption unless `maxNorm` is above 0 and `normType` is 1, 2 or Infinity.
 *
 * @param maxNorm the highest norm, above 0
 * @param options with fastai's defaults
 * @category Hooks
 */
export const clipped = (maxNorm: number, { normType = 2 }: ClippedOptions = {}): Hook => {
  requireOption(maxNorm > 0 && maxNorm < Infinity, 'clipped maxNorm', 'a number above 0', maxNorm);
  requireOption(norms.has(normType), 'clipped normType', '1, 2 or Infinity', normType);
  const norm = valueAt(norms, normType);
  return {
    name: 'clipped',
    gradientOrder: 'last',
    gradients: () => map((gradients) => clip(gradients, maxNorm, norm)),
  };
};

function clip(gradients: Gradients, maxNorm: number, norm: Norm): Gradients {
  const { tensors } = gradients;
  if (tensors === null) return gradients;
  const trained = tensors.filter((each) => each !== null);
  if (trained.length === 0) return gradients;
  // A tensor: reading the norm would wait for the accelerator.
  const factor = tf.tidy(() => tf.minimum(1, tf.div(maxNorm, tf.add(norm(trained), 1e-6))));
  const scaled = tensors.map((each) => (each === null ? null : tf.mul(each, factor)));
  factor.dispose();
  return gradients.with(scaled);
}
