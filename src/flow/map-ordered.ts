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
import { requirePositiveInteger } from '../core/index.ts';

/** Options of {@link mapOrdered}. */
export interface MapOrderedConfig {
  /** The maximum number of inner streams that run at once, from 1. */
  readonly concurrency: number;
}

/**
 * Maps each value to a stream, runs several of the streams at once, and emits their results in the order of the source.
 *
 * Use it to decode images in parallel: `concatMap` keeps the order but runs one at a time, `mergeMap` runs many but
 * loses the order.
 *
 * ```text
 * source      (abcd|)
 * a           ---(x|)
 * b           -(y|)
 * c              ----(z|)
 * d              -(w|)
 * concurrency 2
 * output      ---(xy)(zw|)
 * ```
 *
 * At most `concurrency` values are running or finished and waiting for their turn: value k + concurrency starts when
 * the last result of value k has been emitted. The source is not held back (RxJS cannot), so its values wait in memory:
 * use it for bounded lists, such as file names.
 *
 * Errors with the first error of the source or of any inner stream, immediately; the other inner streams are
 * unsubscribed. Throws BadOption unless `concurrency` is a positive integer.
 *
 * @param project returns the inner stream of a value; `index` counts from 0
 * @param config the concurrency
 * @category Flow operators
 */
export function mapOrdered<A, B>(
  project: (value: A, index: number) => ObservableInput<B>,
  { concurrency }: MapOrderedConfig,
): OperatorFunction<A, B> {
  requirePositiveInteger('mapOrdered concurrency', concurrency);
  return (source) =>
    defer(() => {
      const credits = new Subject<void>();
      return source.pipe(
        orderedByCredit(merge(credits, range(0, concurrency)), project),
        mergeMap((outcome) => {
          if (outcome._tag === 'Result') return of(outcome.result);
          credits.next();
          return EMPTY;
        }),
      );
    });
}
