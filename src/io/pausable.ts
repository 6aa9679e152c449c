import { distinctUntilChanged, shareReplay, startWith, tap, type Observable } from 'rxjs';
import type { Capabilities } from '../core/index.ts';
import { pausableClock } from './pausable-clock.ts';

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
