import type { ClassTargets, Draw, MixedTargets } from '../../core/index.ts';
import type { Tensor4D } from '../../engine/index.ts';

/** Pictures and what they show now. */
export interface MixedPictures {
  /** [N, H, W, C], another tensor than the one given; owned by the caller. */
  readonly images: Tensor4D;
  readonly targets: MixedTargets;
}

/** A way to mix the pictures of a batch with each other. */
export interface BatchMix {
  readonly name: string;
  /** What it does, as plain data. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The images [N, H, W, C] are borrowed. Runs inside a `tf.tidy`. */
  readonly mix: (images: Tensor4D, targets: ClassTargets, draw: Draw) => MixedPictures;
}
