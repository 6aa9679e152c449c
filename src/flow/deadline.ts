import { interval, skip, takeUntil, tap, type MonoTypeOperatorFunction } from 'rxjs';

/** Options of {@link deadline}. */
export interface DeadlineConfig {
  /** The maximum number of seconds until the source completes, a positive integer. */
  readonly seconds: number;
  /** Returns the error after that time. */
  readonly error: () => unknown;
}

/**
 * Errors if the source takes too long, and unsubscribes from it.
 *
 * ```text
 * source      -a----
 * output      -a 1999ms #    2 seconds
 * ```
 *
 * Unlike RxJS's `timeout`, it counts only time in which the event loop turns: a training step may block the process for
 * longer, and a suspended process must not lose an image.
 */
export const deadline = <A>({ seconds, error }: DeadlineConfig): MonoTypeOperatorFunction<A> =>
  takeUntil(
    // An interval never catches up on the turns it missed.
    interval(1000).pipe(
      skip(seconds - 1),
      tap(() => {
        throw error();
      }),
    ),
  );
