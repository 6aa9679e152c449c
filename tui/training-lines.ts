import { catchError, concat, defer, EMPTY, from, tap, throwError, type OperatorFunction } from 'rxjs';
import type { Metric } from '../src/core/index.ts';
import { experimentsTable, foldExperiments, type ExperimentRow } from '../src/reports/index.ts';

/** How a training is told. */
export interface TrainingLinesConfig {
  /** Where the run is written. */
  readonly runFolder: string;
  /** Metrics → lines: `plainLines`, or the dashboard, which draws by itself and puts out none. */
  readonly display: OperatorFunction<Metric, string>;
}

/**
 * A training as its display shows it, then, of several runs, a table of them all, and where everything is; also where it
 * fails, as what was done before is there.
 *
 * ```
 * source      -a-b-|       metrics
 * output      -l-m-(w|)    l, m what the display says of them; w says where the run is
 * ```
 */
export const trainingLines =
  ({ runFolder, display }: TrainingLinesConfig): OperatorFunction<Metric, string> =>
  (metrics) =>
    defer(() => {
      let runs: readonly ExperimentRow[] = [];
      const after = defer(() =>
        from([...(runs.length > 1 ? experimentsTable(runs) : []), `The run is in ${runFolder}`]),
      );
      return concat(
        metrics.pipe(
          tap((metric) => {
            runs = foldExperiments(runs, metric);
          }),
          display,
          catchError((error: unknown) =>
            concat(
              runs.length > 0 ? after : EMPTY,
              throwError(() => error),
            ),
          ),
        ),
        after,
      );
    });
