import {
  averagePool,
  averagePoolGradient,
  maxPool,
  maxPoolGradient,
  maxPoolTraining,
  tf,
  type MaxPool,
  type Tensor4D,
  type Window,
} from '../../engine/index.ts';
import type { Layer } from './layer.ts';

/**
 * Returns a layer that takes the maximum of each window: PyTorch's MaxPool2d. Maps `[N, H, W, C]` to `[N, H', W', C]`.
 *
 * @category Layers
 */
export const maxPooling = (pool: MaxPool): Layer => ({
  parameters: [],
  buffers: [],
  infer: (x) => {
    const y = maxPool(x, pool);
    x.dispose();
    return y;
  },
  train: (x) => {
    const { shape } = x;
    const { y, reserve } = maxPoolTraining(x, pool);
    x.dispose();
    return [
      y,
      (dy, wantsInput) => {
        const dx = wantsInput ? maxPoolGradient(dy, shape, pool, reserve) : null;
        tf.dispose([dy, ...reserve]);
        return dx;
      },
    ];
  },
});

/**
 * Returns a layer that takes the mean of each window, with partial windows at the right and bottom: PyTorch's AvgPool2d
 * with ceil_mode. Maps `[N, H, W, C]` to `[N, ⌈H/stride⌉, ⌈W/stride⌉, C]`.
 *
 * @category Layers
 */
export const averagePooling = (pool: Window): Layer => ({
  parameters: [],
  buffers: [],
  infer: (x) => {
    const y = averagePool(x, pool);
    x.dispose();
    return y;
  },
  train: (x) => {
    const { shape } = x;
    const y = averagePool(x, pool);
    x.dispose();
    return [
      y,
      (dy, wantsInput) => {
        const dx = wantsInput ? averagePoolGradient(dy, shape, pool) : null;
        dy.dispose();
        return dx;
      },
    ];
  },
});

/**
 * Takes the mean over all pixels: maps `[N, H, W, C]` to `[N, C]`.
 *
 * @category Layers
 */
export const globalAveragePooling: Layer = {
  parameters: [],
  buffers: [],
  infer: (x) => {
    const y = tf.mean(x, [1, 2]);
    x.dispose();
    return y;
  },
  train: (x) => {
    const [n, height, width, channels] = (x as Tensor4D).shape;
    const y = tf.mean(x, [1, 2]);
    x.dispose();
    return [
      y,
      (dy, wantsInput) => {
        const dx = wantsInput
          ? tf.tidy(() =>
              tf.tile(tf.reshape(tf.div(dy, height * width), [n, 1, 1, channels]), [1, height, width, 1]),
            )
          : null;
        dy.dispose();
        return dx;
      },
    ];
  },
};
