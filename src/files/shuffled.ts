import { mergeMap, toArray, type OperatorFunction } from 'rxjs';
import type { Rng } from '../core/index.ts';
import { shuffle } from './shuffle.ts';

/**
 * Emits the values of the source in the random order of an epoch, when the source completes.
 *
 * Use it for file names before they are grouped into batches, not for images: it holds all values until then.
 *
 * ```text
 * source      -a-b-c-|
 * output      -------(bca|)
 * ```
 *
 * Errors of the source pass immediately.
 *
 * @param rng the random numbers of the run
 * @param epoch from 0; each epoch has a different order
 * @category Files
 */
export const shuffled =
  <A>(rng: Rng, epoch: number): OperatorFunction<A, A> =>
  (source) =>
    source.pipe(
      toArray(),
      mergeMap((values) => shuffle(values, rng, epoch)),
    );
