import { badOption } from '../core/index.ts';
import * as E from 'fp-ts/lib/Either.js';
import type { AppError } from '../core/index.ts';

/** How many of n images a share is: rounded down, in double precision as fastai computes it. Left: not a share. */
export const fractionOf = (fraction: number, count: number): E.Either<AppError, number> =>
  fraction > 0 && fraction < 1
    ? E.right(Math.floor(fraction * count))
    : E.left(
        badOption(
          'the share of validation images',
          'a number between 0 and 1',
          String(fraction),
          'The book takes 0.2.',
        ),
      );
