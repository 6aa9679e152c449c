import { map, type OperatorFunction } from 'rxjs';
import type { Batch, Rng, Split } from '../core/index.ts';
import { tf, type Tensor4D } from '../engine/index.ts';
import type { BatchTransform } from './batch-transform.ts';

/** What happens to the batches of an epoch. */
export interface BatchTransformedConfig {
  /** One after the other, e.g. `[...augTransforms({ size: 224 }), normalize(imagenetStats)]`. */
  readonly transforms: readonly BatchTransform[];
  /** `valid` for no random change: pictures are only brought to size and normalized. */
  readonly split: Split;
  readonly rng: Rng;
  /** From 0. */
  readonly epoch: number;
}

/**
 * Transforms the pictures of each batch: augmentation and normalization.
 *
 * ```
 * source      -a-b-|
 * output      -x-y-|    x = a with other images
 * ```
 *
 * Takes over a batch and emits it with the images that the transforms made; a batch without pictures passes as it is.
 * If a transform throws, the batch is disposed and the error passed on. Every draw is a function of the seed, the epoch,
 * the place of the transform in the list, and the index of the picture or the batch.
 */
export const batchTransformed =
  (config: BatchTransformedConfig): OperatorFunction<Batch<Tensor4D>, Batch<Tensor4D>> =>
  (source) =>
    source.pipe(map((batch) => transformed(batch, config)));

function transformed(
  batch: Batch<Tensor4D>,
  { transforms, split, rng, epoch }: BatchTransformedConfig,
): Batch<Tensor4D> {
  // Disposed at the end unless it was moved on.
  using owned = batch;
  const { images, files, index } = owned;
  if (images === null || transforms.length === 0) return owned.with({});
  const output = tf.tidy(() =>
    transforms.reduce((x, { name, apply }, place) => {
      const y = apply(x, { split, files, index, rng: rng.at('batch-transform', epoch, place, name) });
      // Not left to the tidy: of several transforms only two tensors exist at once.
      if (x !== images) x.dispose();
      return y;
    }, images),
  );
  return owned.with({ images: output });
}
