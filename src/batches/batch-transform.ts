import type { ImageFile, Rng, Split } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';

/** What a transform may depend on. */
export interface BatchContext {
  /** Random transforms are drawn for `train` only. */
  readonly split: Split;
  /** Keyed by seed, epoch, batch and transform. */
  readonly rng: Rng;
  /** [N] the pictures of the batch. */
  readonly files: readonly ImageFile[];
}

/** A change of the pictures of a batch, in the engine. */
export interface BatchTransform {
  readonly name: string;
  /** fastai's arguments and defaults, as plain data. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** [N, H, W, 3] (borrowed) → [N, H', W', 3], owned by the caller. */
  readonly apply: (images: Tensor4D, context: BatchContext) => Tensor4D;
}
