import { randomUniform, tf } from '../../engine/index.ts';
import type { Layer } from './layer.ts';

/**
 * Returns a layer that, in training, zeroes each value with the given probability and divides the others by 1 −
 * probability (Srivastava et al., 2014). Accepts any shape; in evaluation mode it changes nothing.
 *
 * @param name keys its random numbers; unique in the network
 * @param probability 0 to below 1
 * @category Layers
 */
export const dropout = (name: string, probability: number): Layer => ({
  parameters: [],
  buffers: [],
  infer: (x) => x,
  train: (x, pass) => {
    if (probability === 0 || !pass.isRandom) return [x, (dy) => dy];
    const mask = tf.tidy(() =>
      tf.div(
        tf.cast(tf.greaterEqual(randomUniform(x.shape, pass.seed(name)), probability), 'float32'),
        1 - probability,
      ),
    );
    const y = tf.mul(x, mask);
    x.dispose();
    return [
      y,
      (dy) => {
        const dx = tf.mul(dy, mask);
        tf.dispose([dy, mask]);
        return dx;
      },
    ];
  },
});
