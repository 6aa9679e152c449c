import { defer, NEVER, tap, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import type { Capabilities, Metric } from '../core/index.ts';
import { alongside, mapAccum } from '../flow/index.ts';

/** Options of {@link runEnded}. */
export interface RunEndedConfig extends Pick<Capabilities, 'now'> {
  /** Emits when the run is asked to stop; the run must stop by itself. */
  readonly stop$?: Observable<unknown>;
}

/**
 * Appends the last metric of a run: why it ended, after how many seconds, and how many images were skipped.
 *
 * ```text
 * source      -a-b-c-d|
 * stop$       -----x
 * output      -a-b-c-d(r|)     r says that the run was stopped; without stop$, that it was completed
 * ```
 *
 * A run that already ends with this metric is left unchanged, so the operator may be applied twice. An error passes
 * without it.
 *
 * @param config the clock, and the request to stop
 * @category Metrics
 */
export const runEnded =
  ({ now, stop$ = NEVER }: RunEndedConfig): MonoTypeOperatorFunction<Metric> =>
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
        mapAccum<Metric, Told, Metric>(
          () => ({ started: now(), skipped: new Set(), ended: false }),
          (told, metric) => {
            if (metric._tag === 'ItemSkipped') told.skipped.add(metric.path);
            return [metric._tag === 'RunEnded' ? { ...told, ended: true } : told, [metric]];
          },
          ({ started, skipped, ended }) => {
            const why = stopped ? 'stopped' : 'completed';
            const seconds = (now() - started) / 1000;
            return ended ? [] : [{ _tag: 'RunEnded', why, seconds, skipped: skipped.size }];
          },
        ),
      );
    });

/** What a run has told so far. */
interface Told {
  readonly started: number;
  /** The paths of the images that were skipped; grows in place, since a run may skip thousands. */
  readonly skipped: Set<string>;
  readonly ended: boolean;
}
