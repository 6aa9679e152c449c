import type { ImageFile, Rng, Split } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';

/** What a transform may depend on besides the pictures. */
export interface BatchContext {
  /** Random transforms are drawn for `train` only. */
  readonly split: Split;
  /** The place of the seed, the epoch and the transform: draws are below it, by batch index or by `file.index`. */
  readonly rng: Rng;
  /** The batch's position in its epoch, from 0. */
  readonly index: number;
  /** [N] where the pictures come from. */
  readonly files: readonly ImageFile[];
}

/** A change of the pictures of a batch, in the engine. */
export interface BatchTransform {
  readonly name: string;
  /** What it does, as plain data: fastai's arguments with their defaults filled in. */
  readonly settings: Readonly<Record<string, unknown>>;
  /**
   * [N, H, W, C] (borrowed) → [N, H', W', C], another tensor, owned by the caller. Runs inside a `tf.tidy`. The
   * pictures are 0..1 until `normalize`.
   */
  readonly apply: (images: Tensor4D, context: BatchContext) => Tensor4D;
}
