import * as E from 'fp-ts/lib/Either.js';
import { badOption, isRecord, type AppError, type Label } from '../core/index.ts';

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
    const name: unknown = label(path, root);
    // Callers in JavaScript are not type-checked.
    if (typeof name === 'string' || isNames(name)) return E.right(name);
    return isEither(name)
      ? name
      : E.left(badOption('label', 'a function that returns a name, or a list of names', String(name), path));
  };

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');

const isEither = (value: unknown): value is E.Either<AppError, Label> =>
  isRecord(value) && (value['_tag'] === 'Left' || value['_tag'] === 'Right');
