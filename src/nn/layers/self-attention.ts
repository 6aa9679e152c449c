import { elementCount, lastOf } from '../../core/index.ts';
import { tf, type Tensor, type Tensor2D } from '../../engine/index.ts';
import { SELF_ATTENTION } from '../specs/self-attention.ts';
import type { LayerPasses, TrainingPass } from './layer.ts';

const { kernel, gamma, left, right } = SELF_ATTENTION;

/** The singular vectors of the kernel's largest singular value, [channels] each. */
interface Singular {
  readonly u: Tensor;
  readonly v: Tensor;
}

/** Returns x + gamma · (x · K / sigma) · (xᵀ · x), for the largest singular value sigma of the kernel K. */
const attended = (x: Tensor, k: Tensor, scale: Tensor, { u, v }: Singular): Tensor =>
  tf.tidy(() => {
    const channels = lastOf(x.shape);
    const count = elementCount(x.shape.slice(1, -1));
    const pixels = tf.reshape(x, [-1, count, channels]);
    const sigma = tf.matMul(row(v), tf.matMul(k as Tensor2D, row(u), false, true));
    const normalized = tf.div(k, tf.reshape(sigma, [1, 1]));
    const queries = tf.reshape(tf.matMul(tf.reshape(pixels, [-1, channels]), normalized as Tensor2D), [
      -1,
      count,
      channels,
    ]);
    const similarity = tf.matMul(pixels, pixels, true, false);
    return tf.add(x, tf.mul(scale, tf.reshape(tf.matMul(queries, similarity), [-1, ...x.shape.slice(1)])));
  });

const row = (vector: Tensor): Tensor2D => tf.reshape(vector, [1, -1]);

const unit = (vector: Tensor): Tensor =>
  tf.div(vector, tf.maximum(tf.sqrt(tf.sum(tf.square(vector))), 1e-12));

/** Returns the vectors after an iteration of the power method, as PyTorch's spectral_norm does in training. */
const iterated = (k: Tensor, u: Tensor): Singular =>
  tf.tidy(() => {
    const v = unit(tf.reshape(tf.matMul(row(u), k as Tensor2D, false, true), [-1]));
    return { u: unit(tf.reshape(tf.matMul(row(v), k as Tensor2D), [-1])), v };
  });

function singularIn(pass: TrainingPass): Singular {
  if (pass.statistics === 'running') return { u: pass.value(left).clone(), v: pass.value(right).clone() };
  const { u, v } = iterated(pass.value(kernel), pass.value(left));
  pass.updateBuffer(left, u.clone());
  pass.updateBuffer(right, v.clone());
  return { u, v };
}

/** The passes of self-attention. The gradients are those of TensorFlow.js's tape. */
export const selfAttention: LayerPasses = {
  infer: (x, { value }) => {
    const y = attended(x, value(kernel), value(gamma), { u: value(left), v: value(right) });
    x.dispose();
    return y;
  },
  train: (x, pass) => {
    const singular = singularIn(pass);
    const weights = (): [Tensor, Tensor] => [pass.value(kernel), pass.value(gamma)];
    return [
      attended(x, ...weights(), singular),
      (dy) => {
        const [dx, dKernel, dGamma] = tf.tidy(() =>
          tf.grads((input: Tensor, k: Tensor, scale: Tensor) => attended(input, k, scale, singular))(
            [x, ...weights()],
            dy,
          ),
        ) as [Tensor, Tensor, Tensor];
        pass.addGradient(kernel, dKernel);
        pass.addGradient(gamma, dGamma);
        tf.dispose([x, dy, singular.u, singular.v]);
        return dx;
      },
    ];
  },
};
