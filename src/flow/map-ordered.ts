import {
  defer,
  EMPTY,
  merge,
  mergeMap,
  of,
  range,
  Subject,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';
import { orderedByCredit } from './ordered-by-credit.ts';
import { requirePositiveInteger } from './require-positive-integer.ts';

/** How many inner streams run at once. */
export interface MapOrderedConfig {
  /** From 1. */
  readonly concurrency: number;
}

/**
 * Maps every value to a stream, runs several of them at once, and emits their results in the order of the source: for
 * decoding pictures in parallel. `concatMap` keeps order but runs one, `mergeMap` runs many but loses order.
 *
 * ```
 * source      (abcd|)
 * a           ---(x|)
 * b           -(y|)
 * c              ----(z|)
 * d              -(w|)
 * concurrency 2
 * output      ---(xy)(zw|)
 * ```
 *
 * No more than `concurrency` values are under way or finished and waiting for their turn: value k+concurrency begins
 * when the last result of value k was emitted. The source itself is not held back (RxJS cannot): it waits in memory,
 * so it must be a bounded list, as of file names.
 *
 * Errors with the first error of the source or of any inner stream, at once; the others are unsubscribed.
 *
 * @param project the inner stream of a value; `index` counts from 0
 */
export function mapOrdered<A, B>(
  project: (value: A, index: number) => ObservableInput<B>,
  { concurrency }: MapOrderedConfig,
): OperatorFunction<A, B> {
  requirePositiveInteger('mapOrdered concurrency', concurrency);
  return (source) =>
    defer(() => {
      const freed = new Subject<void>();
      return source.pipe(
        orderedByCredit(merge(freed, range(0, concurrency)), project),
        mergeMap((outcome) => {
          if (outcome._tag === 'Result') return of(outcome.result);
          freed.next();
          return EMPTY;
        }),
      );
    });
}
