import type { Either } from 'fp-ts/Either';
import type { AppError } from '../core/index.ts';

/** Tells the class of a picture from its path (with forward or backward slashes). Left: why it cannot. */
export type Labeller = (path: string) => Either<AppError, string>;
