import type { ChannelStats } from '../core/index.ts';
import { compile, tf, type Tensor, type Tensor4D } from '../engine/index.ts';
import type { BatchTransform } from './batch-transform.ts';

const NAME = 'normalize';

/**
 * Returns a transform that computes (x − mean) / std for each channel, in training and validation: fastai's Normalize.
 *
 * Put it last: the other transforms expect values in 0..1. For {@link imageData}, give `normalization` instead, which is
 * saved with the model.
 *
 * @param stats mean and standard deviation of each channel
 * @category Normalization
 */
export const normalize = ({ mean, std }: ChannelStats): BatchTransform => ({
  name: NAME,
  settings: { mean, std },
  isFixed: true,
  apply: (images) =>
    tf.tidy(
      () => scale({ images, mean: tf.tensor1d([...mean]), std: tf.tensor1d([...std]) }, null) as Tensor4D,
    ),
});

const scale = compile(
  'normalize',
  ({ images, mean, std }: Readonly<Record<'images' | 'mean' | 'std', Tensor>>) =>
    tf.div(tf.sub(images, mean), std),
);

/** Returns whether a transform is {@link normalize}. */
export const isNormalize = ({ name }: BatchTransform): boolean => name === NAME;
