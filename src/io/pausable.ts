import { distinctUntilChanged, shareReplay, startWith, tap, type Observable } from 'rxjs';
import type { Capabilities } from '../core/index.ts';

/**
 * Returns the pause state of a run and its clock. `requests` emits `true` to pause and `false` to resume; `paused$` replays
 * the state to late subscribers, and `now` does not advance during a pause.
 *
 * ```text
 * source      --t-t-f-     requests: t pauses, f resumes
 * output      f-t---f-     paused$
 * ```
 */
export function pausable(requests: Observable<boolean>): Pick<Capabilities, 'paused$' | 'now'> {
  const clock = pausableClock();
  const paused$ = requests.pipe(
    startWith(false),
    distinctUntilChanged(),
    tap((paused) => {
      if (paused) clock.pause();
      else clock.resume();
    }),
    shareReplay({ bufferSize: 1, refCount: false }),
  );
  return { paused$, now: clock.now };
}

/** A clock that can be paused. */
interface PausableClock {
  /** Returns monotonic milliseconds, without the time of the pauses. */
  readonly now: () => number;
  readonly pause: () => void;
  readonly resume: () => void;
}

/** Returns a running clock. Pausing it twice counts as one pause; resuming a running clock does nothing. */
export function pausableClock(time: () => number = () => performance.now()): PausableClock {
  let pausedMs = 0;
  let pausedAt: number | null = null;
  return {
    now: () => (pausedAt ?? time()) - pausedMs,
    pause: () => {
      pausedAt ??= time();
    },
    resume: () => {
      if (pausedAt !== null) pausedMs += time() - pausedAt;
      pausedAt = null;
    },
  };
}
