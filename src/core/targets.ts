/**
 * What is known of an image: the index of its class or, with several labels per image, the indices of all of its labels
 * in ascending order.
 *
 * @category Files
 */
export type Target = number | readonly number[];

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

/** Any number of labels per image. */
export interface LabelTargets {
  readonly _tag: 'LabelTargets';
  readonly shape: readonly [images: number, labels: number];
  /** N · C values, row by row: 1 for a label of the image, else 0; fractions in a blend of images. */
  readonly values: Float32Array;
}

/** Images without labels: they can be predicted, but neither trained on nor scored. */
export interface NoTargets {
  readonly _tag: 'NoTargets';
  /** N. */
  readonly count: number;
}

/**
 * The labels of the images of a batch, as plain numbers.
 *
 * @category Batches
 */
export type Targets = ClassTargets | MixedTargets | LabelTargets | NoTargets;

/** Returns N, the number of images. */
export function targetCount(targets: Targets): number {
  switch (targets._tag) {
    case 'ClassTargets':
    case 'MixedTargets':
      return targets.classes.length;
    case 'LabelTargets':
      return targets.shape[0];
    case 'NoTargets':
      return targets.count;
  }
}
