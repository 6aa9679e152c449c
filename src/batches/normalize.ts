import type { ChannelStats } from '../core/index.ts';
import { tf } from '../engine/index.ts';
import type { BatchTransform } from './batch-transform.ts';

/** (x − mean) / std of each channel, in training and validation; comes last (fastai's Normalize). */
export const normalize = ({ mean, std }: ChannelStats): BatchTransform => ({
  name: 'normalize',
  settings: { mean, std },
  apply: (images) => tf.div(tf.sub(images, tf.tensor1d([...mean])), tf.tensor1d([...std])),
});
