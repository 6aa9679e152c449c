import { at } from '../../core/index.ts';
import { tf, type Tensor, type Tensor2D } from '../../engine/index.ts';
import { SQUEEZE_EXCITE, type SqueezeExciteSpec } from '../specs/squeeze-excite.ts';
import { ACTIVATIONS } from './activation.ts';
import type { LayerPasses, Values } from './layer.ts';

/** The gradients of the input and, by name, of the parameters. */
type Gradients = Record<string, Tensor> & { readonly dx: Tensor };

/** Returns the passes of squeeze-excite. */
export function squeezeExcite({ channels, hiddenChannels, activation }: SqueezeExciteSpec): LayerPasses {
  const { reduce, expand } = SQUEEZE_EXCITE;
  const { apply, keeps, gradient } = ACTIVATIONS[activation];
  const matrix = ({ value }: Values, weight: string): Tensor2D => {
    const kernel = value(weight);
    return tf.reshape(kernel, [at(kernel.shape, 2), at(kernel.shape, 3)]);
  };
  const affine = (
    x: Tensor,
    values: Values,
    { weight, bias }: { readonly weight: string; readonly bias: string },
  ): Tensor2D => tf.add(tf.matMul(x as Tensor2D, matrix(values, weight)), values.value(bias));
  const weights = (x: Tensor, values: Values) => {
    const squeezed = tf.mean(x, [1, 2]);
    const first = affine(squeezed, values, reduce);
    const hidden = apply(first);
    return { squeezed, first, hidden, scale: tf.sigmoid(affine(hidden, values, expand)) };
  };
  const perExample = (scale: Tensor): Tensor => tf.reshape(scale, [-1, 1, 1, channels]);

  return {
    infer: (x, values) => {
      const y = tf.tidy(() => tf.mul(x, perExample(weights(x, values).scale)));
      x.dispose();
      return y;
    },
    train: (x, pass) => {
      const { squeezed, first, hidden, scale } = tf.tidy(() => weights(x, pass));
      const kept = keeps === 'output' ? hidden : first;
      const y = tf.tidy(() => tf.mul(x, perExample(scale)));
      return [
        y,
        (dy) => {
          const { dx, ...gradients } = tf.tidy<Gradients>(() => {
            const dScale = tf.sum(tf.mul(dy, x), [1, 2]);
            const dSecond = tf.mul<Tensor2D>(dScale, tf.mul(scale, tf.sub(1, scale)));
            const dHidden = tf.matMul(dSecond, matrix(pass, expand.weight), false, true);
            const dFirst = gradient(dHidden, kept) as Tensor2D;
            const dSqueezed = tf.matMul(dFirst, matrix(pass, reduce.weight), false, true);
            const kernelGradient = (input: Tensor, gradient: Tensor2D, shape: number[]): Tensor =>
              tf.reshape(tf.matMul(input as Tensor2D, gradient, true, false), shape);
            const pixels = at(x.shape, 1) * at(x.shape, 2);
            return {
              dx: tf.add(tf.mul(dy, perExample(scale)), perExample(tf.div(dSqueezed, pixels))),
              [reduce.weight]: kernelGradient(squeezed, dFirst, [1, 1, channels, hiddenChannels]),
              [reduce.bias]: tf.sum(dFirst, 0),
              [expand.weight]: kernelGradient(hidden, dSecond, [1, 1, hiddenChannels, channels]),
              [expand.bias]: tf.sum(dSecond, 0),
            };
          });
          for (const [name, gradient] of Object.entries(gradients)) pass.addGradient(name, gradient);
          tf.dispose([x, dy, squeezed, first, hidden, scale]);
          return dx;
        },
      ];
    },
  };
}
