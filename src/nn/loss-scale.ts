import { tf, type Tensor } from '../engine/index.ts';

/** The factor that keeps gradients from vanishing in float16. */
export interface LossScale {
  readonly value: number;
  /** Steps since the last change. */
  readonly steps: number;
}

const GROWTH_INTERVAL = 2000;

/** The lowest scale at which a loss that is not finite counts as an overflow of float16, as in DeepSpeed. */
export const MIN_LOSS_SCALE = 1;

/** The initial scale of PyTorch's GradScaler, which fastai's MixedPrecision uses. */
export const initialLossScale: LossScale = { value: 2 ** 16, steps: 0 };

/**
 * Returns the scale after one more step. Gradients that are not finite halve it; 2,000 steps without them double it.
 *
 * @param isFinite whether all gradients of the step were finite
 */
export function nextLossScale({ value, steps }: LossScale, isFinite: boolean): LossScale {
  if (!isFinite) return { value: value / 2, steps: 0 };
  return steps + 1 === GROWTH_INTERVAL ? { value: value * 2, steps: 0 } : { value, steps: steps + 1 };
}

/**
 * Divides gradients by a scale. Returns the quotients, owned by the caller, or null if one is not finite.
 *
 * @param gradients disposed
 */
export function unscale(
  gradients: readonly (Tensor | null)[],
  scale: number,
): readonly (Tensor | null)[] | null {
  const divided = gradients.map((gradient) => (gradient === null ? null : tf.div(gradient, scale)));
  tf.dispose(gradients.filter((gradient) => gradient !== null));
  const all = divided.filter((gradient) => gradient !== null);
  const total = tf.tidy(() => tf.addN([tf.scalar(0), ...all.map((gradient) => tf.sum(gradient))]));
  const isFinite = Number.isFinite(total.dataSync()[0]);
  total.dispose();
  if (isFinite) return divided;
  tf.dispose(all);
  return null;
}
