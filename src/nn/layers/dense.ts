import { tf, type Tensor2D } from '../../engine/index.ts';
import type { Layer } from './layer.ts';

/** Options of {@link dense}. */
export interface DenseOptions {
  readonly name: string;
  readonly inFeatures: number;
  readonly outFeatures: number;
}

/**
 * Returns a layer that computes x · weight + bias: PyTorch's Linear. Maps `[N, inFeatures]` to `[N, outFeatures]`.
 *
 * @param options the name of the layer and its numbers of features
 * @category Layers
 */
export function dense({ name, inFeatures, outFeatures }: DenseOptions): Layer {
  const [weight, bias] = [`${name}.weight`, `${name}.bias`];
  return {
    parameters: [
      {
        name: weight,
        shape: [inFeatures, outFeatures],
        initial: { kind: 'normal', deviation: Math.sqrt(2 / inFeatures) },
        role: 'weight',
      },
      { name: bias, shape: [outFeatures], initial: { kind: 'constant', value: 0 }, role: 'bias' },
    ],
    buffers: [],
    infer: (x, { value }) => {
      const y = tf.tidy(() => tf.add(tf.matMul(x as Tensor2D, value(weight) as Tensor2D), value(bias)));
      x.dispose();
      return y;
    },
    train: (x, pass) => {
      const { value } = pass;
      const y = tf.tidy(() => tf.add(tf.matMul(x as Tensor2D, value(weight) as Tensor2D), value(bias)));
      return [
        y,
        (dy, wantsInput) => {
          if (pass.wants(weight)) pass.addGradient(weight, tf.matMul(x, dy, true, false));
          if (pass.wants(bias)) pass.addGradient(bias, tf.sum(dy, 0));
          const dx = wantsInput ? tf.matMul(dy, value(weight), false, true) : null;
          tf.dispose([x, dy]);
          return dx;
        },
      ];
    },
  };
}
