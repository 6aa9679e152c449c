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
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import type { FileSink, Metric } from '../core/index.ts';
import { mapAccum } from '../flow/index.ts';
import { appendedTo } from './appended-to.ts';
import { errorAfter } from './error-after.ts';
import { experimentsTable, foldExperiments, type ExperimentRow } from './experiments.ts';
import { jsonFile, jsonLine } from './json.ts';
import { recorded, type RecordedConfig } from './recorded.ts';
import { asWriteFailed } from './write-failed.ts';

/** Options of {@link recordedEach}. */
export interface RecordedEachConfig {
  /** Returns the folder of one run. */
  readonly sinkOf: (name: string) => FileSink;
  /** Returns what else to write into such a folder; see {@link RecordedConfig}. */
  readonly alsoOf?: (sink: FileSink) => NonNullable<RecordedConfig['also']>;
  /** The parent folder. */
  readonly sink: FileSink;
  /** The configuration that runs all of them again. */
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Records several consecutive runs, each into its own folder. The parent folder gets the metrics of all runs, a table
 * that is rewritten when a run ends, and finally result.json.
 *
 * ```text
 * source      (sab)(tcd)|    s and t begin a run, b and d end one
 * output      (sab)(tcd)|    s, a, b recorded in one folder, t, c, d in another
 * ```
 *
 * Completes, or passes on an error of the source, when everything is written, including the last lines, the result and
 * the table row of a failed run. Unsubscribing abandons unwritten lines.
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
          recordRuns(metrics$, { sinkOf, alsoOf }),
          merge(recordAll(metrics$, { sink, config, failed }), recordTable(metrics$, sink)).pipe(
            ignoreElements(),
            catchError(asWriteFailed),
          ),
        ),
      ),
    ),
  );

const recordRuns = (
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
      return run.pipe(recorded(folder, { also: alsoOf(folder) }));
    }),
  );

interface All extends Pick<RecordedEachConfig, 'sink' | 'config'> {
  readonly failed: () => boolean;
}

/** Writes the configuration, the metrics of all runs, so that they can be followed together, and the result. */
const recordAll = (metrics$: Observable<Metric>, { sink, config, failed }: All): Observable<void> =>
  merge(
    metrics$.pipe(
      take(1),
      concatMap(() => sink.write('config.json', jsonFile(config))),
    ),
    metrics$.pipe(map(jsonLine), appendedTo('metrics.jsonl', sink)),
    metrics$.pipe(
      reduce(foldTotal, noTotal),
      filter(({ runs }) => runs > 0),
      concatMap((total) => {
        const result = { pipeline: config['pipeline'], ...total, ...(failed() ? { ended: 'failed' } : {}) };
        return sink.write('result.json', jsonFile(result));
      }),
    ),
  );

/** The result of several runs, with the field names of a run's result. */
interface TotalResult {
  readonly ended: 'completed' | 'stopped' | 'failed';
  readonly seconds: number;
  readonly runs: number;
}

const noTotal: TotalResult = { ended: 'failed', seconds: 0, runs: 0 };

function foldTotal(total: TotalResult, metric: Metric): TotalResult {
  if (metric._tag === 'RunStarted') return { ...total, ended: 'failed', runs: total.runs + 1 };
  if (metric._tag !== 'RunEnded') return total;
  return { ...total, ended: metric.why, seconds: total.seconds + metric.seconds };
}

/** Writes the table when a run ends, and when the source ends, possibly during a run. */
const recordTable = (metrics$: Observable<Metric>, sink: FileSink): Observable<void> =>
  metrics$.pipe(
    scan(foldTable, { rows: [], ended: false }),
    connect((tables$) => merge(tables$.pipe(filter(({ ended }) => ended)), tables$.pipe(takeLast(1)))),
    map(({ rows }) => rows),
    distinctUntilChanged(),
    concatMap((rows) => sink.write('table.md', `${experimentsTable(rows).join('\n')}\n`)),
  );

interface Table {
  readonly rows: readonly ExperimentRow[];
  /** Whether the last metric ended a run. */
  readonly ended: boolean;
}

const foldTable = ({ rows }: Table, metric: Metric): Table => ({
  rows: foldExperiments(rows, metric),
  ended: metric._tag === 'RunEnded',
});
