import { at } from '../../core/index.ts';
import { relu, reluGradient, tf, type Tensor, type Tensor2D } from '../../engine/index.ts';
import type { Layer, Values } from './layer.ts';

/** The gradients of the input and, by name, of the parameters. */
type Gradients = Record<string, Tensor> & { readonly dx: Tensor };

/** Options of {@link squeezeExcite}. */
export interface SqueezeExciteOptions {
  readonly name: string;
  readonly channels: number;
  /** Divides the number of hidden channels, which is rounded up to a multiple of 8; 16 by default. */
  readonly reduction?: number;
}

/**
 * Returns a layer that scales each channel by a weight in 0..1 computed from the means of all channels (Hu et al.,
 * 2018): fastai's SEModule. Keeps the shape `[N, H, W, C]`.
 *
 * @param options the name of the layer and its numbers of channels
 * @category Layers
 */
export function squeezeExcite({ name, channels, reduction = 16 }: SqueezeExciteOptions): Layer {
  const hiddenChannels = Math.ceil(Math.floor(channels / reduction) / 8) * 8;
  const [w1, b1] = [`${name}.layers.1.0.weight`, `${name}.layers.1.0.bias`];
  const [w2, b2] = [`${name}.layers.2.0.weight`, `${name}.layers.2.0.bias`];
  const matrix = ({ value }: Values, weight: string): Tensor2D => {
    const kernel = value(weight);
    return tf.reshape(kernel, [at(kernel.shape, 2), at(kernel.shape, 3)]);
  };
  const affine = (x: Tensor, values: Values, weight: string, bias: string): Tensor2D =>
    tf.add(tf.matMul(x as Tensor2D, matrix(values, weight)), values.value(bias));
  const weights = (x: Tensor, values: Values) => {
    const squeezed = tf.mean(x, [1, 2]);
    const hidden = relu(affine(squeezed, values, w1, b1));
    return { squeezed, hidden, scale: tf.sigmoid(affine(hidden, values, w2, b2)) };
  };
  const perExample = (scale: Tensor): Tensor => tf.reshape(scale, [-1, 1, 1, channels]);
  const kernel = (weight: string, from: number, to: number) =>
    ({
      name: weight,
      shape: [1, 1, from, to],
      initial: { kind: 'normal', deviation: Math.sqrt(2 / from) },
      role: 'weight',
    }) as const;
  const zeros = (bias: string, length: number) =>
    ({ name: bias, shape: [length], initial: { kind: 'constant', value: 0 }, role: 'bias' }) as const;

  return {
    parameters: [
      kernel(w1, channels, hiddenChannels),
      zeros(b1, hiddenChannels),
      kernel(w2, hiddenChannels, channels),
      zeros(b2, channels),
    ],
    buffers: [],
    infer: (x, values) => {
      const y = tf.tidy(() => tf.mul(x, perExample(weights(x, values).scale)));
      x.dispose();
      return y;
    },
    train: (x, pass) => {
      const { squeezed, hidden, scale } = tf.tidy(() => weights(x, pass));
      const y = tf.tidy(() => tf.mul(x, perExample(scale)));
      return [
        y,
        (dy) => {
          const { dx, ...gradients } = tf.tidy<Gradients>(() => {
            const dScale = tf.sum(tf.mul(dy, x), [1, 2]);
            const dSecond = tf.mul<Tensor2D>(dScale, tf.mul(scale, tf.sub(1, scale)));
            const dHidden = tf.matMul(dSecond, matrix(pass, w2), false, true);
            const dFirst = reluGradient(dHidden, hidden) as Tensor2D;
            const dSqueezed = tf.matMul(dFirst, matrix(pass, w1), false, true);
            const kernelGradient = (input: Tensor, gradient: Tensor2D, shape: number[]): Tensor =>
              tf.reshape(tf.matMul(input as Tensor2D, gradient, true, false), shape);
            const pixels = at(x.shape, 1) * at(x.shape, 2);
            return {
              dx: tf.add(tf.mul(dy, perExample(scale)), perExample(tf.div(dSqueezed, pixels))),
              [w1]: kernelGradient(squeezed, dFirst, [1, 1, channels, hiddenChannels]),
              [b1]: tf.sum(dFirst, 0),
              [w2]: kernelGradient(hidden, dSecond, [1, 1, hiddenChannels, channels]),
              [b2]: tf.sum(dSecond, 0),
            };
          });
          for (const [name, gradient] of Object.entries(gradients)) pass.addGradient(name, gradient);
          tf.dispose([x, dy, squeezed, hidden, scale]);
          return dx;
        },
      ];
    },
  };
}
