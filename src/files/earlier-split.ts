import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { at, firstNames, type ImageFiles } from '../core/index.ts';
import { relativeTo } from './folder-names.ts';
import type { SplitIndices, Splitter } from './splitter.ts';

/** The maximum number of names in a notice. */
const MAX_NAMED = 3;

/**
 * Returns a splitter that validates with the images of an earlier run, so that nothing it was trained on is ever
 * validated: images that are gone are reported, and new ones join training.
 *
 * If the images are those of the earlier run, the split is that of `otherwise`, in its order. If none of the listed images
 * is there, they are other images: `otherwise` splits them, with a notice.
 *
 * @param names the validation images of that run, relative to its folder of images: {@link validationList}
 * @param source the origin of the list, for messages
 * @param otherwise the splitter that the options ask for
 * @category Files
 */
export const earlierSplit =
  (names: readonly string[], source: string, otherwise: Splitter): Splitter =>
  (paths, root, found = paths, labels) =>
    pipe(
      otherwise(paths, root, found, labels),
      E.map((split): SplitIndices => {
        const relative = relativeTo(root);
        const listed = new Set(names);
        const present = new Set(found.map(relative));
        const gone = names.filter((name) => !present.has(name));
        if (gone.length === names.length)
          return {
            ...split,
            notices: [`none of the validation images in ${source} is here: the split is a new one`],
          };
        const places = new Map(paths.map((path, i) => [relative(path), i]));
        const valid = names.flatMap((name) => places.get(name) ?? []);
        const isSame = gone.length === 0 && sameNumbers(valid, split.valid);
        if (isSame) return split;
        const notices = gone.length === 0 ? [] : [goneNotice(gone, names.length, source)];
        const inUse = [...split.train, ...split.valid].sort((a, b) => a - b);
        const train = inUse.filter((i) => !listed.has(relative(at(paths, i))));
        return { train, valid, notices };
      }),
    );

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean => {
  const all = new Set(a);
  return a.length === b.length && b.every((each) => all.has(each));
};

const goneNotice = (gone: readonly string[], count: number, source: string): string =>
  `${gone.length} of ${count} validation images in ${source} are gone: ${firstNames(gone, MAX_NAMED)}`;

/**
 * Returns the validation images as lines of text, relative to the folder that was listed.
 *
 * @category Files
 */
export const validationList = ({ valid, root }: ImageFiles): string => {
  const relative = root === undefined ? (path: string): string => path : relativeTo(root);
  return valid.map(({ path }) => `${relative(path)}\n`).join('');
};
