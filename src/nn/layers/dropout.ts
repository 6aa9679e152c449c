import { randomUniform, tf } from '../../engine/index.ts';
import type { DropoutSpec } from '../specs/dropout.ts';
import type { LayerPasses } from './layer.ts';

/** Returns the passes of dropout. */
export const dropout = ({ probability }: DropoutSpec): LayerPasses => ({
  infer: (x) => x,
  train: (x, pass) => {
    if (probability === 0 || !pass.isRandom) return [x, (dy) => dy];
    const mask = tf.tidy(() =>
      tf.div(
        tf.cast(tf.greaterEqual(randomUniform(x.shape, pass.seed('')), probability), 'float32'),
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
