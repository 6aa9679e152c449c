import {
  concatMap,
  defer,
  EMPTY,
  filter,
  finalize,
  map,
  merge,
  of,
  range,
  Subject,
  take,
  tap,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { eventLoopTurn } from './event-loop-turn.ts';
import { leaseOf } from './lease-of.ts';
import { orderedByCredit } from './ordered-by-credit.ts';
import type { Releasable } from './releasable.ts';
import { requirePositiveInteger } from '../core/index.ts';

/** Options of {@link prefetch}. */
export interface PrefetchConfig {
  /**
   * The maximum number of batches that exist at once, including the one in use; from 1. With 2, the next batch loads
   * during a step.
   */
  readonly depth: number;
  /** Awaited before each delivery; {@link eventLoopTurn} by default. Tests pass `of(0)`. */
  readonly turn?: Observable<unknown>;
  /** Emits whether deliveries are paused, on subscription and on every change; by default they never are. */
  readonly paused$?: Observable<boolean>;
}

/**
 * Loads batches ahead of their consumer, at most `depth` at once, in the order of the source.
 *
 * This is the only operator that holds more than one batch. A batch is a lease: batch k + depth starts loading when
 * batch k is released.
 *
 * ```text
 * source      (abc|)
 * a           -(x|)
 * b           ---(y|)
 * c               --(z|)    starts when x is released, here 3 frames after its delivery
 * depth 2
 * output      -x-y--(z|)
 * ```
 *
 * The source is not held back (RxJS cannot), so its values wait in memory: use it for bounded lists, such as chunks of
 * file names. A load that completes without a batch makes room for the next one. If a load emits several batches, only
 * the first is used, and the load is unsubscribed.
 *
 * The event loop turns before each delivery, so that signals and messages are handled between two steps even if every
 * batch comes from a cache. While paused, deliveries wait, and so does everything downstream:
 *
 * ```text
 * paused$     f-t----f        false, true, false
 * output      -x-----(yz|)    x, y and z are released on delivery
 * ```
 *
 * Errors with the first error of the source or of any load, immediately. Batches that were loaded but not delivered are
 * disposed, also on unsubscription; a delivered batch belongs to its consumer. Throws BadOption unless `depth` is
 * a positive integer.
 *
 * @param config the number of batches, and pausing
 * @param load returns a stream (or promise) of the batch of a value; `index` counts from 0
 * @category Flow operators
 */
export function prefetch<A, B extends Releasable>(
  { depth, turn = eventLoopTurn, paused$ = of(false) }: PrefetchConfig,
  load: (value: A, index: number) => Observable<B> | PromiseLike<B>,
): OperatorFunction<A, B> {
  requirePositiveInteger('prefetch depth', depth);
  const resumed$ = paused$.pipe(filter((paused) => !paused));
  return (source) =>
    defer(() => {
      const credits = new Subject<void>();
      const undelivered = new Set<B>();
      const lease = (value: A, index: number): Observable<B> =>
        leaseOf(load(value, index)).pipe(
          take(1),
          tap((batch) => {
            undelivered.add(batch);
            batch.whenReleased(() => {
              credits.next();
            });
          }),
          whenEmpty(() => {
            credits.next();
          }),
        );
      return source.pipe(
        orderedByCredit(merge(credits, range(0, depth)), lease),
        concatMap((outcome) =>
          outcome._tag === 'End'
            ? EMPTY
            : turn.pipe(
                take(1),
                concatMap(() => resumed$),
                take(1),
                map(() => outcome.result),
              ),
        ),
        tap((batch) => undelivered.delete(batch)),
        finalize(() => {
          for (const batch of undelivered) batch[Symbol.dispose]();
        }),
      );
    });
}

/** Calls back if the source completes without a value. */
const whenEmpty =
  <A>(callback: () => void) =>
  (source: Observable<A>): Observable<A> =>
    defer(() => {
      let empty = true;
      return source.pipe(
        tap({
          next: () => {
            empty = false;
          },
          complete: () => {
            if (empty) callback();
          },
        }),
      );
    });
