import { interval, share, skip, takeUntil, tap, type MonoTypeOperatorFunction } from 'rxjs';

/** Options of {@link deadline}. */
export interface DeadlineConfig {
  /** The number of seconds after which a source that has not completed is too late, a positive integer. */
  readonly seconds: number;
  /** Returns the error after that time. */
  readonly error: () => unknown;
}

/** One timer for all streams. An interval never catches up on the turns of the event loop that it missed. */
const seconds$ = interval(1000).pipe(share());

/**
 * Errors if the source takes too long, and unsubscribes from it.
 *
 * ```text
 * source      -a----
 * output      -a 2998ms #    2 seconds, and up to one more
 * ```
 *
 * Unlike RxJS's `timeout`, it counts only time in which the event loop turns: a training step may block the process for
 * longer, and a suspended process must not lose an image.
 */
export const deadline = <A>({ seconds, error }: DeadlineConfig): MonoTypeOperatorFunction<A> =>
  takeUntil(
    seconds$.pipe(
      skip(seconds),
      tap(() => {
        throw error();
      }),
    ),
  );
