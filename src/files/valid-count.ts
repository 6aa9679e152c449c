import * as E from 'fp-ts/lib/Either.js';
import { badOption, type AppError } from '../core/index.ts';

/** Returns `floor(fraction · count)`, in double precision as fastai does. Left: the fraction is out of range. */
export const validCount = (fraction: number, count: number): E.Either<AppError, number> =>
  fraction > 0 && fraction < 1
    ? E.right(Math.floor(fraction * count))
    : E.left(
        badOption(
          'the fraction of validation images',
          'a number between 0 and 1',
          String(fraction),
          'The book uses 0.2.',
        ),
      );
