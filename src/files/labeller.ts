import * as E from 'fp-ts/lib/Either.js';
import type { AppError, Label } from '../core/index.ts';

/**
 * Returns the class name of an image from its path, written with forward or backward slashes, or a list of names if images
 * have several labels; Left if it has none.
 *
 * @param path the path as it was listed
 * @param root the folder that was listed
 * @category Files
 */
export type Labeller = (path: string, root: string) => Label | E.Either<AppError, Label>;

/** Returns the labeller as a function of the path alone, whose result is always an Either. */
export const labelled =
  (label: Labeller, root: string) =>
  (path: string): E.Either<AppError, Label> => {
    const name = label(path, root);
    return typeof name === 'object' && '_tag' in name ? name : E.right(name);
  };
