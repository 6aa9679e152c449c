import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { at } from '../core/index.ts';
import { relativeTo } from './folder-names.ts';
import type { LabelSource } from './labels/label-source.ts';
import type { SplitIndices, Splitter } from './splitter.ts';

/** The part that a name means, in lower case. */
const byName: ReadonlyMap<string, Part> = new Map<string, Part>([
  ['train', 'train'],
  ['val', 'valid'],
  ['valid', 'valid'],
  ['validation', 'valid'],
  ['test', 'test'],
]);

/** A part of data that were split before. */
export type Part = 'train' | 'valid' | 'test';

/**
 * Returns the part that an image is in by the folder directly below the root, in upper or lower case: `train`, `val`,
 * `valid`, `validation` or `test`. Null if it is elsewhere, or not in a class folder of that part.
 *
 * @param path relative to the root
 */
export function partOf(path: string): Part | null {
  const end = path.indexOf('/');
  return end < 0 || !path.includes('/', end + 1) ? null : partNamed(path.slice(0, end));
}

/** Returns the part that the name of a folder or a word in a table means, in upper or lower case; null for other names. */
export const partNamed = (name: string): Part | null => byName.get(name.toLowerCase()) ?? null;

/** Returns whether a folder directly below the root has the name of a part. */
export const isPartName = (folder: string | undefined): boolean =>
  folder !== undefined && partNamed(folder) !== null;

/**
 * Returns whether images are split by folders already: `train` has class folders, and so has another part.
 *
 * @param paths relative to the root
 */
export const isSplit = (paths: readonly string[]): boolean => isSplitInto(paths.map(partOf));

/** Returns whether images are in the part `train`, and in another one. */
export function isSplitInto(parts: readonly (Part | null)[]): boolean {
  const found = new Set(parts);
  return found.has('train') && (found.has('valid') || found.has('test'));
}

/**
 * Returns a splitter for images that are split already, by a column of a table of labels or by folders, such as
 * `train/cat/1.jpg`, `Val/cat/2.jpg` and `test/cat/3.jpg`. The images of `test` are in neither part. If there are no images
 * for validation, `otherwise` splits those of `train`; it also splits a folder that is not split already.
 *
 * @category Files
 */
export const folderSplit =
  (otherwise: Splitter): Splitter =>
  (paths, root, found = paths, labels) => {
    const part = givenPart(root, found, labels);
    if (part === null) return otherwise(paths, root, found, labels);
    const of = paths.map(part);
    const indicesIn = (name: Part): readonly number[] => of.flatMap((each, i) => (each === name ? [i] : []));
    return found.some((path) => part(path) === 'valid')
      ? E.right({ train: indicesIn('train'), valid: indicesIn('valid') })
      : among((path) => part(path) === 'train', otherwise)(paths, root, found, labels);
  };

/** Returns the part of each image if the data are split already, by a column of the labels or by folders; null if not. */
export function givenPart(
  root: string,
  found: readonly string[],
  labels: LabelSource | undefined,
): ((path: string) => Part | null) | null {
  const relative = relativeTo(root);
  if (labels !== undefined && labels.part !== null) return labels.part;
  return isSplit(found.map(relative)) ? (path) => partOf(relative(path)) : null;
}

/**
 * Returns a splitter that leaves out the images of `test` if a folder is split already, and divides the others.
 *
 * @category Files
 */
export const exceptTest =
  (split: Splitter): Splitter =>
  (paths, root, found = paths, labels) => {
    const part = givenPart(root, found, labels);
    return part === null
      ? split(paths, root, found, labels)
      : among((path) => part(path) !== 'test', split)(paths, root, found, labels);
  };

/** Returns a splitter of some of the images. */
const among =
  (isIncluded: (path: string) => boolean, split: Splitter): Splitter =>
  (paths, root, found = paths, labels) => {
    const places = paths.flatMap((path, i) => (isIncluded(path) ? [i] : []));
    const included = places.map((i) => at(paths, i));
    return pipe(
      split(included, root, found.filter(isIncluded), labels),
      E.map((indices): SplitIndices => {
        const back = (i: number): number => at(places, i);
        return { ...indices, train: indices.train.map(back), valid: indices.valid.map(back) };
      }),
    );
  };
