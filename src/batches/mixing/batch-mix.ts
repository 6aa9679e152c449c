import type { MonoTypeOperatorFunction } from 'rxjs';
import type { Batch, Draw } from '../../core/index.ts';
import type { Tensor4D } from '../../engine/index.ts';
import { mixed, type MixedConfig } from './mixed.ts';
import type { BlendTargets, UnmixedTargets } from './mixed-targets.ts';

/** Mixed images and their targets. */
export interface MixedImages {
  /** `[N, H, W, C]`, a new tensor, owned by the caller. */
  readonly images: Tensor4D;
  readonly targets: BlendTargets;
}

/**
 * How the images of a batch are mixed with each other.
 *
 * @category Augmentation and mixing
 */
export interface Mix {
  readonly name: string;
  /** Its arguments with defaults filled in, as plain data. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Returns mixed images and targets. The images `[N, H, W, C]` are borrowed. Runs inside a `tf.tidy`. */
  readonly mix: (images: Tensor4D, targets: UnmixedTargets, draw: Draw) => MixedImages;
}

/**
 * A {@link Hook} that mixes the images of each training batch with each other.
 *
 * @category Augmentation and mixing
 */
export interface BatchMix extends Mix {
  /** Returns the operator for an epoch: {@link mixed}. */
  readonly batches: (epoch: Omit<MixedConfig, 'mix'>) => MonoTypeOperatorFunction<Batch<Tensor4D>>;
}

/**
 * Returns the hook of a way to mix images, for example of your own.
 *
 * @category Augmentation and mixing
 */
export const batchMix = (mix: Mix): BatchMix => ({
  ...mix,
  batches: ({ rng, epoch, world }) => mixed({ mix, rng, epoch, ...(world === undefined ? {} : { world }) }),
});
