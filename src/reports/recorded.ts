import {
  catchError,
  concat,
  concatMap,
  connect,
  defer,
  EMPTY,
  filter,
  ignoreElements,
  map,
  merge,
  of,
  reduce,
  tap,
  throwError,
  type MonoTypeOperatorFunction,
  type OperatorFunction,
  type Observable,
} from 'rxjs';
import type { FileSink, Metric, RunStarted } from '../core/index.ts';
import { mapAccum } from '../flow/index.ts';
import { appendedTo } from './appended-to.ts';
import { withFoundRate } from './folds/found-rate.ts';
import { foldRunState, noRunState } from './folds/run-state.ts';
import { errorAfter } from './error-after.ts';
import { historyCsv } from './history-csv.ts';
import { jsonFile, jsonLine } from './json.ts';
import { notRecorded } from './not-recorded.ts';
import { resultJson } from './run-result.ts';
import { asWriteFailed } from './write-failed.ts';

/** Options of {@link recorded}. */
export interface RecordedConfig {
  /** The name or file of the pipeline, for running it again; by default the name in RunStarted. */
  readonly pipeline?: string;
  /**
   * Operators that write other files, such as the report. If one fails, its error is emitted after all files are
   * written.
   */
  readonly also?: readonly OperatorFunction<Metric, void>[];
  /** Settings of the command line that are part of the configuration, such as the number of threads. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Returns whether a metric was recorded in a file before the run was resumed; by default none was. */
  readonly isRecorded?: (metric: Metric, file: string) => boolean;
  /** Subscribed when everything is written, if the run has completed; nothing by default. */
  readonly completed?: Observable<void>;
}

/**
 * Writes the metrics of a run into its folder and passes them through: config.json at the start, metrics.jsonl during
 * the run, history.csv after each epoch, result.json at the end.
 *
 * ```text
 * source      -a-b-c|
 * sink        ---|              a write takes 3 ms
 * output      -a-b-c---|        config.json at the start, a line for each, result.json at the end
 * ```
 *
 * Completes, or passes on an error of the source, when everything is written. To stop a run and keep its last lines,
 * complete the source (`runEnded`): unsubscribing abandons unwritten lines.
 *
 * Errors with WriteFailed if the sink fails.
 */
export const recorded = (sink: FileSink, config: RecordedConfig = {}): MonoTypeOperatorFunction<Metric> =>
  errorAfter(
    connect((metrics$) =>
      merge(
        metrics$,
        writeAll(
          files(metrics$, sink, config),
          (config.also ?? []).map((write) => metrics$.pipe(write)),
        ).pipe(ignoreElements(), catchError(asWriteFailed)),
      ),
    ),
  );

/** Errors at once if the files fail; the first error of the others follows when all are written. */
const writeAll = (files$: Observable<void>, others: readonly Observable<void>[]): Observable<void> =>
  merge(files$.pipe(map(() => null)), ...others.map(failureOf)).pipe(
    reduce((first: Failure | null, failure) => first ?? failure, null),
    concatMap((first) => (first === null ? EMPTY : throwError(() => first.cause))),
  );

interface Failure {
  readonly cause: unknown;
}

const failureOf = (writing$: Observable<void>): Observable<Failure> =>
  writing$.pipe(
    ignoreElements(),
    catchError((cause: unknown) => of({ cause })),
  );

/** Emits the configuration at the start, and again when a search has found the rate that it left open. */
const configs = ({
  pipeline,
  settings = {},
}: RecordedConfig): OperatorFunction<Metric, RunStarted['config']> =>
  mapAccum<Metric, RunStarted | null, RunStarted['config']>(
    () => null,
    (run, metric) => {
      if (metric._tag !== 'RunStarted' && metric._tag !== 'LrFound') return [run, []];
      const known = metric._tag === 'RunStarted' ? metric : run === null ? null : withFoundRate(run, metric);
      if (known === null || known === run) return [run, []];
      return [known, [{ pipeline: pipeline ?? known.pipeline, ...known.config, ...settings }]];
    },
  );

const files = (metrics$: Observable<Metric>, sink: FileSink, config: RecordedConfig): Observable<void> => {
  const { isRecorded = () => false, completed = EMPTY } = config;
  const appended = (file: string, lines: OperatorFunction<Metric, string>): Observable<void> =>
    metrics$.pipe(
      notRecorded((metric) => isRecorded(metric, file), lines),
      appendedTo(file, sink),
    );
  const written = merge(
    metrics$.pipe(
      configs(config),
      concatMap((json) => sink.write('config.json', jsonFile(json))),
    ),
    appended('metrics.jsonl', map(jsonLine)),
    appended('history.csv', historyCsv()),
    metrics$.pipe(
      reduce(foldRunState, noRunState),
      // A run without metrics leaves no file.
      filter((state) => state !== noRunState),
      concatMap((state) => sink.write('result.json', resultJson(state))),
    ),
  );
  let hasCompleted = false;
  const noted = metrics$.pipe(
    tap((metric) => {
      hasCompleted = metric._tag === 'RunEnded' && metric.why === 'completed';
    }),
    ignoreElements(),
  );
  return concat(
    merge(noted, written),
    defer(() => (hasCompleted ? completed : EMPTY)),
  );
};
