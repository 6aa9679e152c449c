import { firstNames, type ImagesFound, type LeftOutGroup, type PartFound } from '../core/index.ts';
import { formatCount, formatPlural } from './format.ts';

/** The maximum number of names of what is left out. */
const MAX_NAMED = 5;

/** Describes the folder of images: the parts, the files that are left out, and probable mistakes. */
export const imagesFoundLines = ({ parts, leftOut, warnings }: ImagesFound): readonly string[] => [
  ...parts.map(partLine),
  ...leftOut.map((group) => `left out: ${leftOutText(group)}`),
  ...warnings.map((warning) => `warning: ${warning}`),
];

/** `training: 80 images of 3 classes, from 20 (owl) to 40 (cat) per class`. */
function partLine({ split, images, classes, smallest, largest }: PartFound): string {
  const range =
    smallest.images === largest.images
      ? formatCount(smallest.images)
      : `from ${formatCount(smallest.images)} (${smallest.name}) to ${formatCount(largest.images)} (${largest.name})`;
  const part = split === 'train' ? 'training' : 'validation';
  return `${part}: ${formatPlural(images, 'image')} of ${classes === 1 ? '1 class' : `${formatCount(classes)} classes`}, ${range} per class`;
}

/** `3 .txt files: a.txt, b.txt, c.txt`; without names, if none are known. */
const leftOutText = ({ what, count, names }: LeftOutGroup): string =>
  `${formatCount(count)} ${what}${names.length === 0 ? '' : `: ${firstNames(names, MAX_NAMED, count)}`}`;
