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
import { foldStepTimes, formatTime, hangsAfter, noStepTimes } from '../../src/reports/index.ts';

export interface HangLinesConfig {
  /** Whether it rests, now and later: who rests does not hang. */
  readonly paused$?: Observable<boolean>;
}

/**
 * Tells of a silence that is too long for what a step takes, once; it is not ended.
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
        const seconds = hangsAfter(times);
        return paused ? NEVER : timer(1000 * seconds).pipe(map(() => hangText(seconds)));
      }),
    );

/** What to think of a silence of so many seconds. */
const hangText = (seconds: number): string =>
  `Nothing for ${formatTime(seconds)}: the engine hangs, or the machine sleeps or swaps. It is not ended; Ctrl-C stops it`;
