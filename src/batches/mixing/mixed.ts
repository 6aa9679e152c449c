import { map, type OperatorFunction } from 'rxjs';
import { brokenInvariant, MillraceError, type Batch, type Rng } from '../../core/index.ts';
import { tf, type Tensor4D } from '../../engine/index.ts';
import type { BatchMix } from './batch-mix.ts';

/** Options of {@link mixed}. */
export interface MixedConfig {
  /** For example `mixUp(0.4)` or `cutMix()`. */
  readonly mix: BatchMix;
  /** The random numbers of the run. */
  readonly rng: Rng;
  /** From 0. */
  readonly epoch: number;
}

/**
 * Mixes the images of each batch with each other, and their targets with them: fastai's MixHandler callbacks.
 *
 * It goes between the batch transforms and the training step; validation does without.
 *
 * ```text
 * source      -a-b-|
 * output      -x-y-|    x = a with other images and MixedTargets
 * ```
 *
 * Takes ownership of a batch and emits it; a batch without images passes unchanged. Errors with BrokenInvariant if the
 * targets are mixed already. Draws are a function of the seed, the epoch and the index of the batch.
 *
 * @category Augmentation and mixing
 */
export const mixed =
  (config: MixedConfig): OperatorFunction<Batch<Tensor4D>, Batch<Tensor4D>> =>
  (source) =>
    source.pipe(map((batch) => mixedBatch(batch, config)));

function mixedBatch(batch: Batch<Tensor4D>, { mix, rng, epoch }: MixedConfig): Batch<Tensor4D> {
  // Disposed at the end unless it was moved on.
  using owned = batch;
  const { images, targets, index } = owned;
  if (targets._tag !== 'ClassTargets')
    throw new MillraceError(brokenInvariant(mix.name, 'a batch that is not mixed yet', targets._tag));
  if (images === null) return owned.with({});
  const kept: { mixed?: ReturnType<BatchMix['mix']> } = {};
  const output = tf.tidy(() => {
    kept.mixed = mix.mix(images, targets, rng.at('mix', epoch, index).draws());
    return kept.mixed.images;
  });
  return owned.with({ images: output, ...(kept.mixed === undefined ? {} : { targets: kept.mixed.targets }) });
}
