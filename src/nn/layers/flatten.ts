import { elementCount } from '../../core/index.ts';
import { tf, type Tensor } from '../../engine/index.ts';
import type { LayerPasses } from './layer.ts';

/** What is flat already, such as pooled features, stays as it is. */
const flattened = (x: Tensor): Tensor => {
  if (x.rank === 2) return x;
  const y = tf.reshape(x, [-1, elementCount(x.shape.slice(1))]);
  x.dispose();
  return y;
};

/** The passes that make one axis of all axes but the first. */
export const flatten: LayerPasses = {
  infer: flattened,
  train: (x) => {
    const { shape } = x;
    return [
      flattened(x),
      (dy) => {
        if (shape.length === 2) return dy;
        const dx = tf.reshape(dy, shape);
        dy.dispose();
        return dx;
      },
    ];
  },
};
