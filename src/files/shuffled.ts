import { mergeMap, toArray, type OperatorFunction } from 'rxjs';
import type { Rng } from '../core/index.ts';
import { shuffle } from './shuffle.ts';

/**
 * The values of a list in the random order of an epoch: training pictures before they are gathered into batches.
 *
 * ```
 * source      -a-b-c-|
 * output      -------(bca|)
 * ```
 *
 * It waits for the end of the source and keeps its values until then: give it file names, not pictures. Errors of the
 * source pass at once.
 *
 * @param rng the random numbers of the run
 * @param epoch from 0; another epoch is another order
 */
export const shuffled =
  <A>(rng: Rng, epoch: number): OperatorFunction<A, A> =>
  (source) =>
    source.pipe(
      toArray(),
      mergeMap((values) => shuffle(values, rng, epoch)),
    );
