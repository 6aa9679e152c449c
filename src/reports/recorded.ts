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
import type { Metric } from '../core/index.ts';
import { appendedTo } from './appended-to.ts';
import { configJson } from './config-json.ts';
import { errorAfter } from './error-after.ts';
import { historyCsv } from './history-csv.ts';
import { jsonLine } from './json-line.ts';
import { foldResult, noResult, resultJson } from './run-result.ts';
import type { FileSink } from './file-sink.ts';
import { asWriteFailed } from './write-failed.ts';

/** What a run cannot tell of itself. */
export interface RecordedConfig {
  /** The name or the file of its pipeline, by which it can be run again; by default the name it tells. */
  readonly pipeline?: string;
  /** What is written besides, and whether that works is told when all else is written: the report, event files. */
  readonly also?: readonly OperatorFunction<Metric, void>[];
}

/**
 * Writes what a run tells into its folder, and passes the metrics through: config.json when it starts, metrics.jsonl
 * as it goes, history.csv an epoch at a time, result.json in the end.
 *
 * ```text
 * source      ab 300ms c|
 * sink        ---|            a write takes 3 ms
 * output      ab 300ms c---|  lines of a and b are written at 250 ms, of c when the source completes
 * ```
 *
 * It completes when everything is written, and an error of the source is passed on when everything is written. To stop
 * a run and keep its last lines, complete the source (`runEnded`): unsubscribing gives up what is not written yet.
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
        inFull(
          files(metrics$, sink, pipeline),
          also.map((write) => metrics$.pipe(write)),
        ).pipe(
          ignoreElements(),
          catchError((cause: unknown) => throwError(() => asWriteFailed(cause))),
        ),
      ),
    ),
  );

/** Files, and others that may fail without them: the first such error follows when all are written. */
const inFull = (files$: Observable<void>, others: readonly Observable<void>[]): Observable<void> =>
  merge(files$.pipe(map(() => null)), ...others.map(failureOf)).pipe(
    reduce((first: Failure | null, failure) => first ?? failure, null),
    concatMap((first) => (first === null ? EMPTY : throwError(() => first.cause))),
  );

interface Failure {
  readonly cause: unknown;
}

const failureOf = (writing: Observable<void>): Observable<Failure> =>
  writing.pipe(
    ignoreElements(),
    catchError((cause: unknown) => of({ cause })),
  );

const files = (metrics$: Observable<Metric>, sink: FileSink, pipeline?: string): Observable<void> =>
  merge(
    metrics$.pipe(
      concatMap((metric) =>
        metric._tag === 'RunStarted'
          ? sink.write('config.json', configJson({ pipeline: pipeline ?? metric.pipeline, ...metric.config }))
          : EMPTY,
      ),
    ),
    metrics$.pipe(map(jsonLine), appendedTo('metrics.jsonl', sink)),
    metrics$.pipe(historyCsv(), appendedTo('history.csv', sink)),
    metrics$.pipe(
      reduce(foldResult, noResult),
      // A run that said nothing leaves no file.
      filter((state) => state !== noResult),
      concatMap((state) => sink.write('result.json', resultJson(state))),
    ),
  );
