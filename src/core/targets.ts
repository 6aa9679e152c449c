/** One class a picture. */
export interface ClassTargets {
  readonly _tag: 'ClassTargets';
  /** [N] class indices. */
  readonly classes: Int32Array;
}

/** Two classes a picture, as MixUp and CutMix make them. */
export interface MixedTargets {
  readonly _tag: 'MixedTargets';
  /** [N] the classes of the original pictures. */
  readonly classes: Int32Array;
  /** [N] the classes of the pictures mixed in. */
  readonly others: Int32Array;
  /** [N] the weight of the original, 0..1. */
  readonly weights: Float32Array;
}

/** What a batch is to be recognized as: plain numbers, no tensor. */
export type Targets = ClassTargets | MixedTargets;
