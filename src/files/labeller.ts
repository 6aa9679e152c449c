import * as E from 'fp-ts/lib/Either.js';
import type { AppError } from '../core/index.ts';

/**
 * Returns the class name of an image from its path, written with forward or backward slashes; Left if it has none.
 *
 * @param path the path as it was listed
 * @param root the folder that was listed
 * @category Files
 */
export type Labeller = (path: string, root: string) => string | E.Either<AppError, string>;

/** Returns the labeller as a function of the path alone, whose result is always an Either. */
export const labelled =
  (label: Labeller, root: string) =>
  (path: string): E.Either<AppError, string> => {
    const name = label(path, root);
    return typeof name === 'string' ? E.right(name) : name;
  };
