import { tf, type Tensor1D, type Tensor4D } from '../engine/index.ts';
import type { BatchTransform } from './batch-transform.ts';

/** Mean and standard deviation of each channel, R G B, of values 0..1. */
export interface ChannelStats {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** fastai's imagenet_stats. */
export const imagenetStats: ChannelStats = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
/** fastai's cifar_stats. */
export const cifarStats: ChannelStats = { mean: [0.491, 0.482, 0.447], std: [0.247, 0.243, 0.261] };
/** fastai's mnist_stats, of one channel. */
export const mnistStats: ChannelStats = { mean: [0.131], std: [0.308] };

/** (x − mean) / std of each channel, in training and validation (fastai's Normalize). */
export const normalize = (stats: ChannelStats): BatchTransform => ({
  name: 'normalize',
  settings: { ...stats },
  apply: (images) =>
    tf.tidy(() => tf.div(tf.sub(images, tf.tensor1d([...stats.mean])), tf.tensor1d([...stats.std]))),
});

/**
 * The statistics of a batch [N, H, W, C] (borrowed), as fastai's Normalize() takes them from the first one: the
 * deviation is the unbiased one, and never 0.
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
