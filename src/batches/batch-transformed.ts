import { map, type OperatorFunction } from 'rxjs';
import type { Batch, Rng, Split } from '../core/index.ts';
import { tf, type Tensor4D } from '../engine/index.ts';
import type { BatchTransform } from './batch-transform.ts';

/** Options of {@link batchTransformed}. */
export interface BatchTransformedConfig {
  /** Applied in this order, for example `[...augTransforms({ size: 224 }), normalize(imagenetStats)]`. */
  readonly transforms: readonly BatchTransform[];
  /** In `valid`, images are only resized and normalized. */
  readonly split: Split;
  /** The random numbers of the run. */
  readonly rng: Rng;
  /** From 0. */
  readonly epoch: number;
  /** The key of the draws for a whole batch; by default its index. */
  readonly batchKey?: number | undefined;
}

/**
 * Transforms the images of each batch: augmentation and normalization.
 *
 * ```text
 * source      -a-b-|
 * output      -x-y-|    x = a with other images
 * ```
 *
 * Takes ownership of a batch and emits it with the transformed images; a batch without images passes unchanged. If a
 * transform throws, the batch is disposed and the stream errors with that error. Every draw is a function of the seed,
 * the epoch, the position of the transform in the list, and the key of the image or batch.
 *
 * @category Batches
 */
export const batchTransformed =
  (config: BatchTransformedConfig): OperatorFunction<Batch<Tensor4D>, Batch<Tensor4D>> =>
  (source) =>
    source.pipe(map((batch) => transformBatch(batch, config)));

function transformBatch(
  batch: Batch<Tensor4D>,
  { transforms, split, rng, epoch, batchKey }: BatchTransformedConfig,
): Batch<Tensor4D> {
  // Disposed at the end unless moved into the result.
  using owned = batch;
  const { images, files, index } = owned;
  if (images === null || transforms.length === 0) return owned.with({});
  const output = tf.tidy(() =>
    transforms.reduce((x, { name, apply }, place) => {
      const y = apply(x, {
        split,
        files,
        index: batchKey ?? index,
        rng: rng.at('batch-transform', epoch, place, name),
      });
      // Not left to the tidy, so that at most two tensors exist at once.
      if (x !== images) x.dispose();
      return y;
    }, images),
  );
  return owned.with({ images: output });
}
