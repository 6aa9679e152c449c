import { concatMap, type OperatorFunction } from 'rxjs';
import type { FileSink, Metric } from '../../core/index.ts';
import { runReport, type RunReportConfig } from './run-report.ts';

/**
 * Writes the report of a run into its folder when the run ends; see `runReport`.
 *
 * ```text
 * source      -r-e-|             a run, an epoch
 * sink        ---|               a write takes 3 ms
 * output      --------------|    three files are written, one at a time: report.html and two plots
 * ```
 *
 * Passes on the errors of the sink.
 */
export const reportIn =
  (sink: FileSink, config: RunReportConfig): OperatorFunction<Metric, void> =>
  (metrics) =>
    metrics.pipe(
      runReport(config),
      concatMap(({ name, content }) => sink.write(name, content)),
    );
