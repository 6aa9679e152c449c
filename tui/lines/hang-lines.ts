import {
  combineLatest,
  map,
  NEVER,
  of,
  scan,
  startWith,
  switchMap,
  timer,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import type { Metric } from '../../src/core/index.ts';
import { foldStepTimes, formatTime, hangTimeout, noStepTimes } from '../../src/reports/index.ts';

export interface HangLinesConfig {
  /** Emits whether the run is paused: the current value, then each change. A paused run is not reported. */
  readonly paused$?: Observable<boolean>;
}

/**
 * Warns once if the run is silent for much longer than a step takes. Does not end the run.
 *
 * ```text
 * source      -a-a 200s |                steps of one second
 * output      --- 60s x 139999ms -|      x 60 seconds after the last step
 * ```
 */
export const hangLines =
  ({ paused$ = of(false) }: HangLinesConfig): OperatorFunction<Metric, string> =>
  (metrics) =>
    combineLatest([metrics.pipe(scan(foldStepTimes, noStepTimes), startWith(noStepTimes)), paused$]).pipe(
      switchMap(([times, paused]) => {
        const seconds = hangTimeout(times);
        const text = times.length === 0 ? firstStepText : hangText;
        return paused ? NEVER : timer(1000 * seconds).pipe(map(() => text(seconds)));
      }),
    );

const firstStepText = (seconds: number): string =>
  `No step for ${formatTime(seconds)}: the engine may be compiling the first one, or the machine is busy. ` +
  'Still running; press Ctrl-C to stop.';

const hangText = (seconds: number): string =>
  `No output for ${formatTime(seconds)}: the engine may be hung, or the machine asleep or swapping. ` +
  'Still running; press Ctrl-C to stop.';
