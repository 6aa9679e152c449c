import { defer, NEVER, tap, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import type { Capabilities, Metric } from '../core/index.ts';
import { alongside, mapAccum } from '../flow/index.ts';

/** Options of {@link runEnded}. */
export interface RunEndedConfig extends Pick<Capabilities, 'now'> {
  /** Emits when the run should stop. The operator only records this; the run must stop by itself. */
  readonly stop$?: Observable<unknown>;
  /** Returns the seconds that the run took before it was resumed; 0 by default. */
  readonly earlierSeconds?: () => number;
}

/**
 * Appends the last metric of a run: why it ended, its duration, and the numbers of skipped and of damaged images.
 *
 * ```text
 * source      -a-b-c-d|
 * stop$       -----x
 * output      -a-b-c-d(r|)     r a RunEnded with why `stopped`; without stop$, `completed`
 * ```
 *
 * Adds nothing if the source errors, without a run, or if the run has already ended: the operator may be applied twice.
 *
 * @param config the clock and the stop signal
 * @category Metrics
 */
export const runEnded =
  ({ now, stop$ = NEVER, earlierSeconds = () => 0 }: RunEndedConfig): MonoTypeOperatorFunction<Metric> =>
  (source) =>
    defer(() => {
      let stopped = false;
      const stopping$ = stop$.pipe(
        tap(() => {
          stopped = true;
        }),
      );
      return source.pipe(
        alongside(stopping$),
        mapAccum<Metric, RunTotals, Metric>(
          () => ({ startedAt: now(), skipped: new Set(), damaged: new Set(), hasEnded: true }),
          (totals, metric) => {
            if (metric._tag === 'ItemSkipped') totals.skipped.add(metric.path);
            if (metric._tag === 'ItemDamaged') totals.damaged.add(metric.path);
            return [{ ...totals, hasEnded: hasEndedAfter(metric, totals.hasEnded) }, [metric]];
          },
          ({ startedAt, skipped, damaged, hasEnded }) => {
            const why = stopped ? 'stopped' : 'completed';
            const seconds = earlierSeconds() + (now() - startedAt) / 1000;
            return hasEnded
              ? []
              : [{ _tag: 'RunEnded', why, seconds, skipped: skipped.size, damaged: damaged.size }];
          },
        ),
      );
    });

/** A stream may consist of several runs. */
const hasEndedAfter = ({ _tag }: Metric, before: boolean): boolean =>
  _tag === 'RunEnded' || (before && _tag !== 'RunStarted');

interface RunTotals {
  readonly startedAt: number;
  /** The paths of the skipped images; mutable, since a run may skip thousands. */
  readonly skipped: Set<string>;
  /** The paths of the damaged images that are used; mutable too. */
  readonly damaged: Set<string>;
  /** Whether no run is in progress. */
  readonly hasEnded: boolean;
}
