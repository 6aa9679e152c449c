import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { at, badData, type AppError } from '../core/index.ts';
import { relativeTo } from './folder-names.ts';
import { givenPart, partOf, type Part } from './folder-split.ts';
import type { SplitIndices, Splitter } from './splitter.ts';

/** The images that a model is evaluated on: one part of a split, or all. */
export type EvaluatedPart = Part | 'all';

/** Options of {@link partSplit}. */
export interface PartSplitConfig {
  /**
   * By default the validation images, or else the test images, of a folder that is split already, and all images of another
   * one.
   */
  readonly part?: EvaluatedPart | undefined;
  /** Divides training and validation images; by default the folders, or a column of the table of labels. */
  readonly split?: Splitter | undefined;
  /** Returns what the user should know of the part that is taken, as a sentence; nothing by default. */
  readonly notice?: (part: EvaluatedPart) => string;
}

/**
 * Returns a splitter that validates with one part of the images and trains on none: to evaluate a model on it.
 *
 * Validation images have the order of `split`, all others that of the list. Splitting fails with BadData if the part is
 * empty, and as `split` does.
 *
 * @param options the part, and what divides the images
 * @category Files
 */
export const partSplit =
  ({ part: chosen, split, notice }: PartSplitConfig = {}): Splitter =>
  (paths, root, found = paths, labels) => {
    const relative = relativeTo(root);
    const given = givenPart(root, found, labels);
    const part = chosen ?? defaultPart(given === null ? null : found.map(given));
    // A folder may have a part `test` alone.
    const assigned = given ?? ((path: string) => partOf(relative(path)));
    // Of all images, because what a part holds cannot be told from a sample of it.
    const taken: E.Either<AppError, Taken> =
      split === undefined || part === 'test' || part === 'all'
        ? E.right({
            images: [...found.keys()].filter((i) => part === 'all' || assigned(at(found, i)) === part),
          })
        : pipe(
            split(found, root, found, labels),
            E.map((indices) => ({ ...indices, images: imagesOf(part, indices) })),
          );
    const places = new Map(paths.map((path, i) => [path, i]));
    return pipe(
      taken,
      E.filterOrElse(
        ({ images }) => images.length > 0,
        () => noImages(root, part),
      ),
      E.map(({ images, notices = [] }): SplitIndices => ({
        train: [],
        valid: images.flatMap((i) => places.get(at(found, i)) ?? []),
        notices: [...(notice === undefined ? [] : [notice(part)]), ...notices],
      })),
    );
  };

/** Positions among all images. */
interface Taken extends Pick<SplitIndices, 'notices'> {
  readonly images: readonly number[];
}

/** Some splits shuffle the training images. */
const imagesOf = (part: EvaluatedPart, { train, valid }: SplitIndices): readonly number[] =>
  part === 'train' ? train.toSorted((a, b) => a - b) : valid;

/** Returns the part to evaluate, from the parts of the images; null if they have none. */
function defaultPart(parts: readonly (Part | null)[] | null): EvaluatedPart {
  if (parts === null) return 'all';
  return parts.includes('valid') ? 'valid' : parts.includes('test') ? 'test' : 'all';
}

const words = { train: 'training', valid: 'validation', test: 'test', all: '' } as const;

const noImages = (root: string, part: EvaluatedPart): AppError =>
  badData(
    root,
    `${words[part]} images, in a folder such as ${part}/CLASS or so marked in the table of labels`.trim(),
    'none',
    'Take another part with --split, or all images with --split all.',
  );
