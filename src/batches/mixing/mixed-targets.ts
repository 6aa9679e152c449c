import {
  at,
  badOption,
  MillraceError,
  type ClassTargets,
  type LabelTargets,
  type MixedTargets,
  type Targets,
} from '../../core/index.ts';

/** The labels of images that are not mixed yet: one class each, or any number of labels. */
export type UnmixedTargets = ClassTargets | LabelTargets;

/** The labels of blends: two classes with weights, or labels with fractions. */
export type BlendTargets = MixedTargets | LabelTargets;

/**
 * Returns the labels of blends: with one class per image, both classes and their weights; with several labels, the weighted
 * means of the targets, as fastai mixes them for binary cross-entropy.
 *
 * @param shuffle [N] the image that is mixed into each
 * @param weights [N] the weights of the originals, 0..1
 */
export function mixedTargets(
  targets: UnmixedTargets,
  shuffle: readonly number[],
  weights: Float32Array,
): BlendTargets {
  if (targets._tag === 'ClassTargets') {
    const { classes } = targets;
    return {
      _tag: 'MixedTargets',
      classes,
      others: Int32Array.from(shuffle, (i) => at(classes, i)),
      weights,
    };
  }
  const {
    shape: [, labels],
    values,
  } = targets;
  const mixedValues = values.map((value, position) => {
    const image = Math.floor(position / labels);
    const weight = at(weights, image);
    const other = at(values, at(shuffle, image) * labels + (position % labels));
    return weight * value + (1 - weight) * other;
  });
  return { ...targets, values: mixedValues };
}

/** Returns targets that are not mixed yet. Throws BadOption for blends and for images without labels. */
export function unmixed(targets: Targets, name: string): UnmixedTargets {
  if (targets._tag === 'NoTargets')
    throw new MillraceError(badOption(name, 'images with labels', 'images without labels'));
  if (
    targets._tag === 'MixedTargets' ||
    (targets._tag === 'LabelTargets' && targets.values.some((value) => value !== 0 && value !== 1))
  )
    throw new MillraceError(
      badOption(name, 'an unmixed batch', 'a mixed one', 'Use one of mixUp and cutMix.'),
    );
  return targets;
}
