import { groupBy, namesAndMore, namesOfLabel, type ImageFile, type ImageFiles } from '../core/index.ts';

/** The maximum number of names in a warning. */
const MAX_NAMED = 10;

/**
 * Returns the probable mistakes in the classes of a split, as sentences.
 *
 * @param options whether a model is evaluated on the images, which need not show all of its classes
 */
export function classWarnings(
  { train, valid, vocab }: Pick<ImageFiles, 'train' | 'valid' | 'vocab'>,
  { isEvaluated }: { readonly isEvaluated: boolean },
): readonly string[] {
  const without = (part: readonly ImageFile[]): readonly string[] => {
    const found = new Set(part.flatMap(({ label }) => namesOfLabel(label)));
    return vocab.filter((name) => !found.has(name));
  };
  const [untrained, unvalidated] = isEvaluated ? [[], []] : [without(train), without(valid)];
  return [
    ...(untrained.length === 0
      ? []
      : [
          `no training images of ${listed(untrained)}: the network cannot learn it, and its validation images count as wrong`,
        ]),
    ...(unvalidated.length === 0
      ? []
      : [`no validation images of ${listed(unvalidated)}: no score tells how well it is recognized`]),
    ...similar(vocab).map(
      (names) => `classes whose names differ only in case or Unicode form: ${names.join(', ')}`,
    ),
  ];
}

/** Returns the groups of names that differ only in case or Unicode form. */
function similar(vocab: readonly string[]): readonly (readonly string[])[] {
  const groups = groupBy(vocab, (name) => name.normalize('NFKC').toLowerCase().normalize('NFC').trim());
  return [...groups.values()].filter(({ length }) => length > 1);
}

/**
 * Returns a warning if images of class folders are at different depths: the class may be named
 * by an unintended folder.
 *
 * @param folders the class folders of each image, outermost first
 */
export function depthWarning(folders: readonly (readonly string[])[]): readonly string[] {
  const byDepth = new Map(folders.map((names) => [names.length, names]));
  if (byDepth.size < 2) return [];
  const examples = [...byDepth].sort(([a], [b]) => a - b).map(([, names]) => names.join('/'));
  return [
    `images at different depths, such as in ${listed(examples)}: the class is the folder that an image is in (parent), or the one below the folder of images (top)`,
  ];
}

const listed = (names: readonly string[]): string => namesAndMore(names, MAX_NAMED);
