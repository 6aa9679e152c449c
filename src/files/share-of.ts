import * as E from 'fp-ts/lib/Either.js';
import type { AppError } from '../core/index.ts';

/** How many of n pictures a share is: rounded down, in double precision as fastai computes it. Left: not a share. */
export const shareOf = (share: number, count: number): E.Either<AppError, number> =>
  share > 0 && share < 1
    ? E.right(Math.floor(share * count))
    : E.left({
        _tag: 'BadOption',
        where: 'the share of validation pictures',
        expected: 'a number between 0 and 1',
        received: String(share),
        advice: 'The book takes 0.2.',
      });
