import type { Either } from 'fp-ts/lib/Either.js';
import type { AppError } from '../core/index.ts';

/**
 * Returns the class name of an image from its path, written with forward or backward slashes; Left if it has none.
 *
 * @category Files
 */
export type Labeller = (path: string) => Either<AppError, string>;
