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
import { requirePositiveInteger } from './require-positive-integer.ts';

/** How far loading may run ahead. */
export interface PrefetchConfig {
  /** How many batches may exist at once, the one in use included; from 1. With 2 the next loads during a step. */
  readonly depth: number;
  /** What is awaited before each batch is handed over: {@link eventLoopTurn} unless given. Tests give `of(0)`. */
  readonly turn?: Observable<unknown>;
  /** Whether nothing is to be handed over, at once and whenever that changes; never, by default. */
  readonly paused$?: Observable<boolean>;
}

/**
 * Loads batches ahead of their consumer, never more than `depth` at once, in the order of the source: the brake of a
 * pipeline. A batch is a lease, and the loading of batch k+depth begins when batch k is released.
 *
 * ```
 * source      (abc|)
 * a           -(x|)
 * b           ---(y|)
 * c               --(z|)    begins when x is released, here 3 frames after it was handed over
 * depth 2
 * output      -x-y--(z|)
 * ```
 *
 * The source is not held back (RxJS cannot): it waits in memory, so it must be a bounded list, as of chunks of file
 * names. A load that completes without a batch gives its place to the next one; of a load with several batches the
 * first counts, and the load is unsubscribed.
 *
 * The event loop turns before each delivery, so that signals and messages are handled between two steps also when
 * every batch comes from a cache. While it is paused, deliveries wait, and so does everything behind them:
 *
 * ```
 * paused$     f-t----f        false, true, false
 * output      -x-----(yz|)    x, y and z as above, released as soon as they come
 * ```
 *
 * Errors with the first error of the source or of any load, at once. Batches that were loaded and not handed over are
 * disposed, on error and on unsubscription; a batch that was handed over is its consumer's.
 *
 * @param load the stream (or promise) of the batch of a value; `index` counts from 0
 */
export function prefetch<A, B extends Releasable>(
  { depth, turn = eventLoopTurn, paused$ = of(false) }: PrefetchConfig,
  load: (value: A, index: number) => Observable<B> | PromiseLike<B>,
): OperatorFunction<A, B> {
  requirePositiveInteger('prefetch depth', depth);
  const goesOn = paused$.pipe(filter((paused) => !paused));
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
                concatMap(() => goesOn),
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
