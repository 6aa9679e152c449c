import {
  catchError,
  concatMap,
  connect,
  distinctUntilChanged,
  filter,
  groupBy,
  ignoreElements,
  map,
  merge,
  mergeMap,
  reduce,
  scan,
  take,
  takeLast,
  throwError,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import type { Metric } from '../core/index.ts';
import { mapAccum } from '../flow/index.ts';
import { appendedTo } from './appended-to.ts';
import { configJson } from './config-json.ts';
import { errorAfter } from './error-after.ts';
import { experimentsTable, foldExperiments, type ExperimentRow } from './experiments.ts';
import { jsonLine } from './json-line.ts';
import { recorded, type RecordedConfig } from './recorded.ts';
import type { FileSink } from './file-sink.ts';
import { asWriteFailed } from './write-failed.ts';

/** Where several runs are recorded. */
export interface RecordedEachConfig {
  /** The folder of the run with a name. */
  readonly sinkOf: (name: string) => FileSink;
  /** What is written besides into such a folder; see `recorded`. */
  readonly alsoOf?: (sink: FileSink) => RecordedConfig['also'];
  /** The folder of them all. */
  readonly sink: FileSink;
  /** What runs them all again. */
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Records several runs that follow each other, each into a folder of its own, and the table of them all, which is
 * written anew when a run ends. In the end result.json says how it did, for them all.
 *
 * ```text
 * source      (sab)(tcd)|    s and t begin a run, b and d end one
 * output      (sab)(tcd)|    s, a, b recorded in one folder, t, c, d in another
 * ```
 *
 * It completes when everything is written, and an error of the source is passed on when everything is written: the last
 * lines of the run that failed, its result, and the table with what it came to. Unsubscribing gives up what is not
 * written yet.
 *
 * Errors with WriteFailed if a sink fails.
 */
export const recordedEach = ({
  sinkOf,
  alsoOf = () => [],
  sink,
  config,
}: RecordedEachConfig): MonoTypeOperatorFunction<Metric> =>
  errorAfter((source, failed) =>
    source.pipe(
      connect((metrics$) =>
        merge(
          eachRecorded(metrics$, { sinkOf, alsoOf }),
          merge(ofAll(metrics$, { sink, config, failed }), table(metrics$, sink)).pipe(ignoreElements()),
        ),
      ),
    ),
  );

const eachRecorded = (
  metrics$: Observable<Metric>,
  { sinkOf, alsoOf }: Required<Pick<RecordedEachConfig, 'sinkOf' | 'alsoOf'>>,
): Observable<Metric> =>
  metrics$.pipe(
    mapAccum(
      () => '',
      (before, metric) => {
        const name = metric._tag === 'RunStarted' ? metric.pipeline : before;
        return [name, [{ name, metric }]];
      },
    ),
    groupBy(({ name }) => name, {
      element: ({ metric }) => metric,
      duration: (run) => run.pipe(filter(({ _tag }) => _tag === 'RunEnded')),
    }),
    mergeMap((run) => {
      const folder = sinkOf(run.key);
      return run.pipe(recorded(folder, { also: alsoOf(folder) ?? [] }));
    }),
  );

interface Whole extends Pick<RecordedEachConfig, 'sink' | 'config'> {
  readonly failed: () => boolean;
}

/** The configuration, the metrics of all runs, so that they can be followed as one, and how it ended. */
const ofAll = (metrics$: Observable<Metric>, { sink, config, failed }: Whole): Observable<void> =>
  merge(
    metrics$.pipe(
      take(1),
      concatMap(() => sink.write('config.json', configJson(config))),
    ),
    metrics$.pipe(map(jsonLine), appendedTo('metrics.jsonl', sink)),
    metrics$.pipe(
      reduce(foldWhole, nothingYet),
      filter(({ runs }) => runs > 0),
      concatMap((whole) => {
        const result = { pipeline: config['pipeline'], ...whole, ...(failed() ? { ended: 'failed' } : {}) };
        return sink.write('result.json', configJson(result));
      }),
    ),
  ).pipe(catchError((cause: unknown) => throwError(() => asWriteFailed(cause))));

/** What several runs came to, in the names of a run's result. */
interface WholeResult {
  readonly ended: 'completed' | 'stopped' | 'failed';
  readonly seconds: number;
  readonly runs: number;
}

const nothingYet: WholeResult = { ended: 'failed', seconds: 0, runs: 0 };

function foldWhole(whole: WholeResult, metric: Metric): WholeResult {
  if (metric._tag === 'RunStarted') return { ...whole, ended: 'failed', runs: whole.runs + 1 };
  if (metric._tag !== 'RunEnded') return whole;
  return { ...whole, ended: metric.why, seconds: whole.seconds + metric.seconds };
}

/** The last one also holds a run that did not end. */
const table = (metrics$: Observable<Metric>, sink: FileSink): Observable<void> =>
  metrics$.pipe(
    scan(tableAfter, { rows: [], ended: false }),
    connect((tables$) => merge(tables$.pipe(filter(({ ended }) => ended)), tables$.pipe(takeLast(1)))),
    map(({ rows }) => rows),
    distinctUntilChanged(),
    concatMap((rows) => sink.write('table.md', `${experimentsTable(rows).join('\n')}\n`)),
    catchError((cause: unknown) => throwError(() => asWriteFailed(cause))),
  );

interface Table {
  readonly rows: readonly ExperimentRow[];
  /** Whether a run ended just now. */
  readonly ended: boolean;
}

const tableAfter = ({ rows }: Table, metric: Metric): Table => ({
  rows: foldExperiments(rows, metric),
  ended: metric._tag === 'RunEnded',
});
