import { mergeMap, toArray, type MonoTypeOperatorFunction } from 'rxjs';
import type { ImageFile, Rng } from '../core/index.ts';
import { balance } from './balance.ts';

/**
 * Emits as many images as the source, each class equally often, when the source completes: {@link balance}.
 *
 * Use it instead of {@link shuffled}, before images are grouped into batches, if some classes have far fewer images than
 * others.
 *
 * ```text
 * source      -a-b-c-d-|
 * output      ---------(cdDa|)    a, b, c of one class, d of another; D = d with another index
 * ```
 *
 * Errors of the source pass immediately.
 *
 * @param rng the random numbers of the run
 * @param epoch from 0; each epoch draws other images
 * @category Files
 */
export const balanced =
  (rng: Rng, epoch: number): MonoTypeOperatorFunction<ImageFile> =>
  (source) =>
    source.pipe(
      toArray(),
      mergeMap((files) => balance(files, rng, epoch)),
    );
