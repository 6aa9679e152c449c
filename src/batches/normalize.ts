import type { ChannelStats } from '../core/index.ts';
import { batchNormInference, tf, type Tensor1D } from '../engine/index.ts';
import type { BatchTransform } from './batch-transform.ts';

/** (x − mean) / std of each channel, in training and validation; comes last (fastai's Normalize). */
export const normalize = ({ mean, std }: ChannelStats): BatchTransform => ({
  name: 'normalize',
  settings: { mean, std },
  // In one pass over the pixels, by the op that does the same inside networks.
  apply: (images) =>
    tf.tidy(() => {
      const ofChannels = (values: readonly number[]): Tensor1D =>
        tf.broadcastTo(tf.tensor1d([...values]), [images.shape[3]]);
      return batchNormInference(
        images,
        {
          gamma: ofChannels([1]),
          beta: ofChannels([0]),
          mean: ofChannels(mean),
          variance: tf.square(ofChannels(std)),
        },
        0,
      );
    }),
});
