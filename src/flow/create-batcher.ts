import {
  AsyncSubject,
  concatMap,
  defer,
  filter,
  finalize,
  ignoreElements,
  merge,
  ReplaySubject,
  share,
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

/** Joins single items to batches; disposing it unsubscribes a running call, and completes its items without results. */
export interface Batcher<A, B> extends Disposable {
  /** Returns the result of an item, which is queued on subscription. */
  readonly run: (item: A) => Observable<B>;
  /** Returns the number of items that wait for a call. */
  readonly waiting: () => number;
}

interface Waiting<A, B> {
  readonly item: A;
  readonly started: AsyncSubject<Observable<B>>;
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
 * emits too few results is a BrokenInvariant. Unsubscribing removes a waiting item. A call goes on without the items that
 * left it, and the next one starts only when it ends or has emitted all results: calls do not pile up behind a slow one.
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
  const disposed = new AsyncSubject<void>();
  let isRunning = false;

  const start = (): void => {
    if (isRunning || queue.length === 0) return;
    isRunning = true;
    const batch = queue.splice(0, maxSize);
    const results$ = defer(() => call(batch.map(({ item }) => item))).pipe(
      take(batch.length),
      takeUntil(disposed),
      finalize(() => {
        isRunning = false;
        start();
      }),
      // The call outlives its items, and a call that fails at once is not repeated for each of them.
      share({
        connector: () => new ReplaySubject<B>(batch.length),
        resetOnError: false,
        resetOnComplete: false,
        resetOnRefCountZero: false,
      }),
    );
    for (const [i, { started }] of batch.entries()) completeWith(started, results$.pipe(resultAt(i)));
  };
  const leave = (waiting: Waiting<A, B>): void => {
    const index = queue.indexOf(waiting);
    if (index >= 0) queue.splice(index, 1);
  };

  return {
    waiting: () => queue.length,
    run: (item) =>
      defer(() => {
        if (queue.length >= maxWaiting) throw overflow();
        const waiting: Waiting<A, B> = { item, started: new AsyncSubject() };
        queue.push(waiting);
        const delay$ = timer(maxDelayMs).pipe(tap(start), ignoreElements(), takeUntil(waiting.started));
        const filled$ = defer(() => {
          if (queue.length >= maxSize) start();
          return waiting.started;
        });
        return merge(filled$, delay$).pipe(
          concatMap((result$) => result$),
          finalize(() => {
            leave(waiting);
          }),
        );
      }).pipe(takeUntil(disposed)),
    [Symbol.dispose]: () => {
      // The end of the running call starts no other.
      queue.length = 0;
      completeWith(disposed, undefined);
    },
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
