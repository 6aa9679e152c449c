import { catchError, connect, EMPTY, filter, merge, type OperatorFunction } from 'rxjs';
import type { CommandEvent, Metric } from '../core/index.ts';
import { isMetric } from './metric-of-line.ts';

/**
 * Applies an operator to the metrics among the events of a command; other events pass through.
 *
 * ```text
 * source      -m-e-n-|    m, n metrics, e another event
 * output      -x-e-y-|    x, y what the operator makes of m, n
 * ```
 *
 * Errors as the operator does, which receives the source's error too.
 */
export const onMetrics =
  <A>(operator: OperatorFunction<Metric, A>): OperatorFunction<CommandEvent, A | CommandEvent> =>
  (events) =>
    events.pipe(
      connect((shared) =>
        merge(
          shared.pipe(filter(isMetric), operator),
          shared.pipe(
            filter((event) => !isMetric(event)),
            catchError(() => EMPTY),
          ),
        ),
      ),
    );
