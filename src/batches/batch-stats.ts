import type { ChannelStats } from '../core/index.ts';
import { tf, type Tensor1D, type Tensor4D } from '../engine/index.ts';

/**
 * Returns the channel statistics of a batch, as fastai's Normalize() computes them from the first batch.
 *
 * The standard deviation is unbiased, plus 1e-7.
 *
 * @param images `[N, H, W, C]`, borrowed
 * @category Normalization
 */
export function batchStats(images: Tensor4D): ChannelStats {
  const count = images.size / images.shape[3];
  const [mean, std] = tf.tidy((): [Tensor1D, Tensor1D] => {
    const moments = tf.moments(images, [0, 1, 2]);
    const unbiased = tf.mul(moments.variance, count / Math.max(count - 1, 1));
    return [moments.mean as Tensor1D, tf.add(tf.sqrt(unbiased), 1e-7)];
  });
  const stats = { mean: [...mean.dataSync()], std: [...std.dataSync()] };
  tf.dispose([mean, std]);
  return stats;
}
