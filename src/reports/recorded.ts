import {
  catchError,
  concatMap,
  connect,
  EMPTY,
  filter,
  ignoreElements,
  map,
  merge,
  of,
  reduce,
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
}

/**
 * Writes the metrics of a run into its folder and passes them through: config.json at the start, metrics.jsonl during
 * the run, history.csv after each epoch, result.json at the end.
 *
 * ```text
 * source      ab 300ms c|
 * sink        ---|            a write takes 3 ms
 * output      ab 300ms c---|  lines of a and b are written at 250 ms, of c when the source completes
 * ```
 *
 * Completes, or passes on an error of the source, when everything is written. To stop a run and keep its last lines,
 * complete the source (`runEnded`): unsubscribing abandons unwritten lines.
 *
 * Errors with WriteFailed if the sink fails.
 */
export const recorded = (
  sink: FileSink,
  { pipeline, also = [] }: RecordedConfig = {},
): MonoTypeOperatorFunction<Metric> =>
  errorAfter(
    connect((metrics$) =>
      merge(
        metrics$,
        writeAll(
          files(metrics$, sink, pipeline),
          also.map((write) => metrics$.pipe(write)),
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
const configs = (pipeline?: string): OperatorFunction<Metric, Config> =>
  mapAccum<Metric, RunStarted | null, Config>(
    () => null,
    (run, metric) => {
      if (metric._tag !== 'RunStarted' && metric._tag !== 'LrFound') return [run, []];
      const known = metric._tag === 'RunStarted' ? metric : run === null ? null : withFoundRate(run, metric);
      if (known === null || known === run) return [run, []];
      return [known, [{ pipeline: pipeline ?? known.pipeline, ...known.config }]];
    },
  );

type Config = RunStarted['config'];

const files = (metrics$: Observable<Metric>, sink: FileSink, pipeline?: string): Observable<void> =>
  merge(
    metrics$.pipe(
      configs(pipeline),
      concatMap((config) => sink.write('config.json', jsonFile(config))),
    ),
    metrics$.pipe(map(jsonLine), appendedTo('metrics.jsonl', sink)),
    metrics$.pipe(historyCsv(), appendedTo('history.csv', sink)),
    metrics$.pipe(
      reduce(foldRunState, noRunState),
      // A run without metrics leaves no file.
      filter((state) => state !== noRunState),
      concatMap((state) => sink.write('result.json', resultJson(state))),
    ),
  );
