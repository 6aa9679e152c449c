import { map, type OperatorFunction } from 'rxjs';
import type { Batch, Capabilities, Rng } from '../../core/index.ts';
import { inScope, tf, type Tensor4D } from '../../engine/index.ts';
import type { Mix } from './batch-mix.ts';
import { unmixed } from './mixed-targets.ts';

/** Options of {@link mixed}. */
export interface MixedConfig {
  /** For example `mixUp(0.4)` or `cutMix()`. */
  readonly mix: Mix;
  /** The random numbers of the phase. */
  readonly rng: Rng;
  /** From 0. */
  readonly epoch: number;
  /** The processes that train together, each of which mixes its share of a batch; by default this one alone. */
  readonly world?: Pick<Capabilities, 'collective'>;
}

/**
 * Mixes the images of each batch with each other, and their targets: fastai's MixHandler callbacks.
 *
 * Put it between the batch transforms and the training step; validation does not mix.
 *
 * ```text
 * source      -a-b-|
 * output      -x-y-|    x = a with blended images and targets
 * ```
 *
 * Takes ownership of a batch and emits it; a batch without images passes unchanged. Errors with BadOption if the targets
 * are already mixed. Draws are a function of the seed, the epoch and the index of the batch.
 *
 * @category Augmentation and mixing
 */
export const mixed =
  (config: MixedConfig): OperatorFunction<Batch<Tensor4D>, Batch<Tensor4D>> =>
  (source) =>
    source.pipe(map((batch) => mixBatch(batch, config)));

function mixBatch(batch: Batch<Tensor4D>, { mix, rng, epoch, world }: MixedConfig): Batch<Tensor4D> {
  // Disposed at the end unless moved into the result.
  using owned = batch;
  const { images, targets, index } = owned;
  if (images === null) return owned.with({});
  const original = unmixed(targets, mix.name);
  const rank = world?.collective.rank ?? 0;
  const place = rng.at('mix', epoch, index, ...(rank === 0 ? [] : [rank]));
  const result = inScope(() => {
    const output = mix.mix(images, original, place.draws());
    tf.keep(output.images);
    return output;
  });
  return owned.with({ images: result.images, targets: result.targets });
}
