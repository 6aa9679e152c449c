import type { Either } from 'fp-ts/Either';
import type { AppError } from '../core/index.ts';

/** Positions in a list of pictures, from 0. */
export interface SplitIndices {
  readonly train: readonly number[];
  readonly valid: readonly number[];
}

/**
 * Divides pictures into those to train on and those to validate with; a picture in neither part is left out.
 *
 * @param paths the pictures to divide, sorted
 * @param root the folder they were found in
 * @param found all pictures there, where `paths` is a sample of them: what a name may be checked against
 */
export type Splitter = (
  paths: readonly string[],
  root: string,
  found?: readonly string[],
) => Either<AppError, SplitIndices>;
