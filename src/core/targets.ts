/** One class per image. */
export interface ClassTargets {
  readonly _tag: 'ClassTargets';
  /** [N] class indices. */
  readonly classes: Int32Array;
}

/** Two classes per image, as MixUp and CutMix make them. */
export interface MixedTargets {
  readonly _tag: 'MixedTargets';
  /** [N] the classes of the original images. */
  readonly classes: Int32Array;
  /** [N] the classes of the images mixed in. */
  readonly others: Int32Array;
  /** [N] the weights of the originals, 0..1. */
  readonly weights: Float32Array;
}

/**
 * The classes of the images of a batch, as plain numbers.
 *
 * @category Batches
 */
export type Targets = ClassTargets | MixedTargets;
