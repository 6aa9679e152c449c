import { distinctUntilChanged, shareReplay, startWith, tap, type Observable } from 'rxjs';
import type { Capabilities } from '../core/index.ts';
import { pausableClock } from './pausable-clock.ts';

/**
 * Turns requests to pause (`true`) and to resume (`false`) into what a run needs: whether it is paused, replayed to late
 * subscribers and connected once, and a clock that stands still meanwhile.
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
