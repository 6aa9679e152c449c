import {
  AsyncSubject,
  concatMap,
  defer,
  filter,
  finalize,
  ignoreElements,
  merge,
  shareReplay,
  take,
  takeUntil,
  tap,
  throwIfEmpty,
  timer,
  type Observable,
} from 'rxjs';
import { brokenInvariant, MillraceError, requireOption, requirePositiveInteger } from '../core/index.ts';

/** Options of {@link createBatcher}. */
export interface BatcherConfig {
  /** The maximum number of items in one call, from 1. */
  readonly maxSize: number;
  /** Milliseconds that an item waits for others while no call runs, from 0. */
  readonly maxDelayMs: number;
  /** The maximum number of items that wait for a call, from 1. */
  readonly maxWaiting: number;
  /** Returns the error of an item for which there is no room. */
  readonly overflow: () => unknown;
}

/** Joins single items to batches. */
export interface Batcher<A, B> {
  /** Returns the result of an item: a cold stream, which queues the item when it is subscribed. */
  readonly run: (item: A) => Observable<B>;
  /** Returns the number of items that wait for a call. */
  readonly waiting: () => number;
}

interface Waiting<A, B> {
  readonly item: A;
  readonly started: AsyncSubject<Observable<B>>;
  leave: () => void;
}

/**
 * Returns a function that joins the items of concurrent requests to one call: dynamic batching.
 *
 * Use it if a call costs little more for many items than for one, as with a neural network.
 *
 * ```text
 * source      -ab-c-d----|       mergeMap(run): maxSize 3, maxDelayMs 2
 * ab             ----(xy|)       waits 2 ms for others
 * cd                 ----(zw|)   starts when the first call ends
 * output      -------(xy)(zw|)
 * ```
 *
 * One call runs at a time. It starts when the oldest waiting item has waited for `maxDelayMs`, when `maxSize` items
 * wait, or, after another call, at once. Items start in the order of their subscription.
 *
 * An item errors with `overflow` if `maxWaiting` items wait already, and with the error of its own call; a call that
 * emits too few results is a BrokenInvariant. Unsubscribing removes a waiting item; a call is unsubscribed when none of
 * its items is subscribed any more, or when all have their results.
 *
 * Throws BadOption for an invalid number.
 *
 * @param config the size, the delay and the length of the queue
 * @param call returns one result per item, in order
 */
export function createBatcher<A, B>(
  { maxSize, maxDelayMs, maxWaiting, overflow }: BatcherConfig,
  call: (items: readonly A[]) => Observable<B>,
): Batcher<A, B> {
  requirePositiveInteger('createBatcher maxSize', maxSize);
  requireOption(maxDelayMs >= 0, 'createBatcher maxDelayMs', 'a number of at least 0', maxDelayMs);
  requirePositiveInteger('createBatcher maxWaiting', maxWaiting);
  const queue: Waiting<A, B>[] = [];
  let isRunning = false;

  const start = (): void => {
    if (isRunning || queue.length === 0) return;
    isRunning = true;
    const batch = queue.splice(0, maxSize);
    const allLeft = new AsyncSubject<void>();
    let present = batch.length;
    const wanted$ = defer(() => call(batch.map(({ item }) => item))).pipe(takeUntil(allLeft));
    const results$ = wanted$.pipe(
      finalize(() => {
        isRunning = false;
        start();
      }),
      // The call outlives any one of its items; `allLeft` ends it.
      shareReplay({ bufferSize: batch.length, refCount: false }),
    );
    for (const [i, waiting] of batch.entries()) {
      waiting.leave = () => {
        present -= 1;
        if (present === 0) completeWith(allLeft, undefined);
      };
      completeWith(waiting.started, results$.pipe(resultAt(i)));
    }
  };

  return {
    waiting: () => queue.length,
    run: (item) =>
      defer(() => {
        if (queue.length >= maxWaiting) throw overflow();
        const waiting: Waiting<A, B> = {
          item,
          started: new AsyncSubject(),
          leave: () => {
            queue.splice(queue.indexOf(waiting), 1);
          },
        };
        queue.push(waiting);
        const delay$ = timer(maxDelayMs).pipe(tap(start), ignoreElements(), takeUntil(waiting.started));
        const filled$ = defer(() => {
          if (queue.length >= maxSize) start();
          return waiting.started;
        });
        return merge(filled$, delay$).pipe(
          concatMap((result$) => result$),
          finalize(() => {
            waiting.leave();
          }),
        );
      }),
  };
}

const completeWith = <T>(subject: AsyncSubject<T>, value: T): void => {
  subject.next(value);
  subject.complete();
};

/** Emits the value at a position of the source and completes. */
const resultAt =
  (position: number) =>
  <B>(source: Observable<B>): Observable<B> =>
    source.pipe(
      filter((_, i) => i === position),
      take(1),
      throwIfEmpty(
        () => new MillraceError(brokenInvariant('createBatcher', 'one result per item', String(position))),
      ),
    );
