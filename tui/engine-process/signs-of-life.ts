import { defer, tap, type MonoTypeOperatorFunction } from 'rxjs';
import type { CommandEvent } from '../../src/core/index.ts';
import { orphanGuard } from '../../src/io/index.ts';
import { foldStepTimes, isMetric, noStepTimes, stopTimeout } from '../../src/reports/index.ts';

export interface SignsOfLifeConfig {
  /** Seconds between two events that are always allowed. */
  readonly graceSeconds: number;
  /** The terminal process; by default the parent. */
  readonly owner?: number;
  /** Watches this process; by default `orphanGuard`. */
  readonly guard?: typeof orphanGuard;
}

/**
 * Kills this process if the terminal process is gone, and the source, which should then end soon, emits nothing for too
 * long: for the grace, or for ten steps if they take longer. Passes every event on.
 *
 * ```text
 * source      -a-b-|
 * output      -a-b-|
 * ```
 */
export const signsOfLife =
  <A extends CommandEvent>({
    graceSeconds,
    owner,
    guard = orphanGuard,
  }: SignsOfLifeConfig): MonoTypeOperatorFunction<A> =>
  (source) =>
    defer(() => {
      const { alive } = guard({ graceMs: 1000 * graceSeconds, ...(owner === undefined ? {} : { owner }) });
      let times = noStepTimes;
      return source.pipe(
        tap((event) => {
          if (isMetric(event)) times = foldStepTimes(times, event);
          alive(1000 * stopTimeout(times, graceSeconds));
        }),
      );
    });
