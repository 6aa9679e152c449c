import {
  concat,
  defer,
  EMPTY,
  ignoreElements,
  NEVER,
  of,
  takeUntil,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import type { Capabilities, Metric } from '../core/index.ts';

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
export function runEnded({ now, stop$ = NEVER }: RunEndedConfig): MonoTypeOperatorFunction<Metric> {
  return (source) =>
    defer(() => {
      const started = now();
      const skipped = new Set<string>();
      let stopped = false;
      let told = false;
      return concat(
        source.pipe(
          tap((metric) => {
            if (metric._tag === 'ItemSkipped') skipped.add(metric.path);
            if (metric._tag === 'RunEnded') told = true;
          }),
          takeUntil(
            stop$.pipe(
              tap(() => {
                stopped = true;
              }),
              // Only looked at.
              ignoreElements(),
            ),
          ),
        ),
        defer((): Observable<Metric> =>
          told
            ? EMPTY
            : of({
                _tag: 'RunEnded',
                why: stopped ? 'stopped' : 'completed',
                seconds: (now() - started) / 1000,
                skipped: skipped.size,
              }),
        ),
      );
    });
}
