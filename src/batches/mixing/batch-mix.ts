import type { ClassTargets, Draw, MixedTargets } from '../../core/index.ts';
import type { Tensor4D } from '../../engine/index.ts';

/** Mixed images and their targets. */
export interface MixedImages {
  /** `[N, H, W, C]`, a new tensor, owned by the caller. */
  readonly images: Tensor4D;
  readonly targets: MixedTargets;
}

/**
 * A way to mix the images of a batch with each other.
 *
 * @category Augmentation and mixing
 */
export interface BatchMix {
  readonly name: string;
  /** Its arguments with defaults filled in, as plain data. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Returns mixed images and targets. The images `[N, H, W, C]` are borrowed. Runs inside a `tf.tidy`. */
  readonly mix: (images: Tensor4D, targets: ClassTargets, draw: Draw) => MixedImages;
}
