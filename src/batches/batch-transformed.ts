import { map, type OperatorFunction } from 'rxjs';
import type { Batch, Rng, Split } from '../core/index.ts';
import { tf, type Tensor4D } from '../engine/index.ts';
import type { BatchTransform } from './batch-transform.ts';

export interface BatchTransformedConfig {
  /** One after the other. */
  readonly transforms: readonly BatchTransform[];
  readonly split: Split;
  readonly rng: Rng;
  readonly epoch: number;
}

/**
 * Transforms the pictures of each batch: augmentation and normalization.
 *
 * ```
 * source      -a-b-|
 * output      -x-y-|
 * ```
 *
 * Takes over a batch and emits it with other images; a batch without pictures passes untouched. If a transform throws,
 * the batch is released and the error passed on. Draws depend on seed, epoch and the batch's index alone.
 */
export const batchTransformed =
  (config: BatchTransformedConfig): OperatorFunction<Batch<Tensor4D>, Batch<Tensor4D>> =>
  (source) =>
    source.pipe(map((batch) => transformed(batch, config)));

function transformed(
  batch: Batch<Tensor4D>,
  { transforms, split, rng, epoch }: BatchTransformedConfig,
): Batch<Tensor4D> {
  // Released at the end only if it was not moved on.
  using owned = batch;
  const { images, files, index } = owned;
  if (images === null || transforms.length === 0) return owned.with({});
  const output = tf.tidy(() =>
    transforms.reduce(
      (x, { apply }, i) => apply(x, { split, files, rng: rng.at('batch', epoch, index, i) }),
      images,
    ),
  );
  return owned.with({ images: output });
}
