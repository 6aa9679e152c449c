import { defer, filter, tap, type OperatorFunction } from 'rxjs';
import type { Metric } from '../core/index.ts';

/**
 * Applies a synchronous operator to all metrics of a run, and drops its outputs for those that were recorded before the
 * run was resumed.
 *
 * ```text
 * source      -a-b-c-|    a was recorded before
 * output      ---y-z-|    y, z what the operator makes of b and c after a
 * ```
 */
export const notRecorded =
  <A>(
    isRecorded: (metric: Metric) => boolean,
    operator: OperatorFunction<Metric, A>,
  ): OperatorFunction<Metric, A> =>
  (source) =>
    defer(() => {
      let isOld = false;
      return source.pipe(
        tap({
          next: (metric) => {
            isOld = isRecorded(metric);
          },
          complete: () => {
            isOld = false;
          },
        }),
        operator,
        filter(() => !isOld),
      );
    });
