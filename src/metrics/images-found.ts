import {
  at,
  namesOfLabel,
  type ClassCount,
  type ImageFile,
  type ImageFiles,
  type ImagesFound,
  type PartFound,
  type Split,
} from '../core/index.ts';

/**
 * Returns the metric that describes the contents of the folder of images; it follows {@link runStarted}.
 *
 * @category Metrics
 */
export const imagesFound = ({ train, valid, leftOut = [], warnings = [] }: ImageFiles): ImagesFound => ({
  _tag: 'ImagesFound',
  parts: [...partOf('train', train), ...partOf('valid', valid)],
  leftOut,
  warnings,
});

function partOf(split: Split, images: readonly ImageFile[]): readonly PartFound[] {
  const counts = new Map<string, number>();
  for (const name of images.flatMap(({ label }) => namesOfLabel(label)))
    counts.set(name, (counts.get(name) ?? 0) + 1);
  const classes = [...counts]
    .map(([name, count]): ClassCount => ({ name, images: count }))
    .sort((a, b) => a.images - b.images);
  const [smallest] = classes;
  if (smallest === undefined) return [];
  const largest = at(classes, classes.length - 1);
  return [{ split, images: images.length, classes: classes.length, smallest, largest }];
}
