import type { CheckedImage, Finding } from '../core/index.ts';

/**
 * Returns the finding for images with the same bytes, and which of them not to train on:
 *
 * - of several classes: all of them, as at most one label is correct
 * - in training and in another part: those in training, as a network scores too well on images that it was trained on
 * - otherwise all but the first
 */
export function exactCopies(images: readonly CheckedImage[]): Finding {
  const exclude = severalClasses(images)
    ? images
    : isAcross(images)
      ? images.filter(({ part }) => part === 'train')
      : images.slice(1);
  return {
    kind: 'copies',
    images,
    reason: `${images.length} exact copies${whereText(images)}`,
    exclude: exclude.map(({ path }) => path),
  };
}

/**
 * Returns the finding for images that look the same. Those in training are not to be trained on if others are in another
 * part; several in one part are harmless, as are photos taken in series.
 */
export const nearCopies = (images: readonly CheckedImage[]): Finding => ({
  kind: 'near copies',
  images,
  reason: `${images.length} images that look the same${whereText(images)}`,
  exclude: isAcross(images) ? images.flatMap(({ part, path }) => (part === 'train' ? [path] : [])) : [],
});

const isAcross = (images: readonly CheckedImage[]): boolean =>
  images.some(({ part }) => part === 'train') && images.some(({ part }) => part !== 'train');

/** Returns the classes of images; those of `test`, for one, have none. */
const classesOf = (images: readonly CheckedImage[]): readonly string[] => [
  ...new Set(images.flatMap(({ label }) => label ?? [])),
];

const severalClasses = (images: readonly CheckedImage[]): boolean => classesOf(images).length > 1;

const whereText = (images: readonly CheckedImage[]): string =>
  [
    ...(severalClasses(images)
      ? [`, of the classes ${classesOf(images).join(', ')}: probably a wrong label`]
      : []),
    ...(isAcross(images)
      ? [`, in training and ${images.some(({ part }) => part === 'valid') ? 'validation' : 'outside of it'}`]
      : []),
  ].join('');
