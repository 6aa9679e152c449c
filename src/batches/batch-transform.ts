import type { Image, ImageSize, Rng, Split } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import type { ImageMap } from './resampling/axis-map.ts';

/** The inputs of a {@link BatchTransform} besides the images. */
export interface BatchContext {
  /** Random transforms apply to `train` only. */
  readonly split: Split;
  /** The node for this seed, epoch and transform. Draws are keyed below it by `index` or by the image. */
  readonly rng: Rng;
  /** Position of the batch in its epoch, from 0. */
  readonly index: number;
  /** `[N]`, the file of each image. */
  readonly files: readonly Image[];
}

/**
 * A change to the images of a batch, computed by the engine.
 *
 * @category Batches
 */
export interface BatchTransform {
  readonly name: string;
  /** Its arguments with defaults filled in, as plain data. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The size of every image that it produces; absent if images keep their size. */
  readonly outputSize?: ImageSize;
  /**
   * Whether the result for a training image depends on that image alone: not on random draws, the epoch or the other images
   * of the batch. What a frozen network computes from it can then be kept for later epochs. False by default.
   */
  readonly isFixed?: boolean;
  /**
   * Returns what it does to images of a size in validation, as a linear map of each axis; null if it is not linear.
   * Absent if such images do not change.
   */
  readonly validMap?: (size: ImageSize) => ImageMap | null;
  /**
   * Returns the changed images `[N, H', W', C]`. The input `[N, H, W, C]` is borrowed; the result must be a new tensor,
   * owned by the caller. Runs inside a `tf.tidy`. Values are in 0..1 before {@link normalize}.
   */
  readonly apply: (images: Tensor4D, context: BatchContext) => Tensor4D;
}
