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
import { experimentsTable } from './experiments-table.ts';
import { experimentsOf } from './folds/experiments.ts';
import { foldRunState, noRunState, type RunState } from './folds/run-state.ts';
import { jsonFile, jsonLine } from './json.ts';
import { recorded, type RecordedConfig } from './recorded.ts';
import { asWriteFailed } from './write-failed.ts';

/** Options of {@link recordedEach}. */
export interface RecordedEachConfig {
  /** Returns the folder of one run. */
  readonly sinkOf: (name: string) => FileSink;
  /** Returns how to record the run in such a folder. */
  readonly configOf?: (name: string) => RecordedConfig;
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
  configOf = () => ({}),
  sink,
  config,
}: RecordedEachConfig): MonoTypeOperatorFunction<Metric> =>
  errorAfter((source, failed) =>
    source.pipe(
      connect((metrics$) =>
        merge(
          recordRuns(metrics$, { sinkOf, configOf }),
          recordAll(metrics$, { sink, config, failed }).pipe(ignoreElements(), catchError(asWriteFailed)),
        ),
      ),
    ),
  );

const recordRuns = (
  metrics$: Observable<Metric>,
  { sinkOf, configOf }: Required<Pick<RecordedEachConfig, 'sinkOf' | 'configOf'>>,
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
    mergeMap((run) => run.pipe(recorded(sinkOf(run.key), configOf(run.key)))),
  );

interface All extends Pick<RecordedEachConfig, 'sink' | 'config'> {
  readonly failed: () => boolean;
}

/** Writes the configuration, the metrics of all runs, so that they can be followed together, the table and the result. */
const recordAll = (metrics$: Observable<Metric>, { sink, config, failed }: All): Observable<void> =>
  merge(
    metrics$.pipe(
      take(1),
      concatMap(() => sink.write('config.json', jsonFile(config))),
    ),
    metrics$.pipe(map(jsonLine), appendedTo('metrics.jsonl', sink)),
    metrics$.pipe(
      scan(foldRunState, noRunState),
      connect((states$) =>
        merge(recordTable(states$, sink), recordResult(states$, { sink, config, failed })),
      ),
    ),
  );

const recordResult = (states$: Observable<RunState>, { sink, config, failed }: All): Observable<void> =>
  states$.pipe(
    takeLast(1),
    filter(({ run }) => run !== null),
    concatMap((state) => {
      const runs = experimentsOf(state);
      const result = {
        pipeline: config['pipeline'],
        ended: failed() ? 'failed' : (state.ended?.why ?? 'failed'),
        seconds: runs.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0),
        runs: runs.length,
      };
      return sink.write('result.json', jsonFile(result));
    }),
  );

/** Writes the table when a run ends, and when the source ends, possibly during a run. */
const recordTable = (states$: Observable<RunState>, sink: FileSink): Observable<void> =>
  merge(states$.pipe(filter(({ ended }) => ended !== null)), states$.pipe(takeLast(1))).pipe(
    map((state) => `${experimentsTable(experimentsOf(state)).join('\n')}\n`),
    distinctUntilChanged(),
    concatMap((table) => sink.write('table.md', table)),
  );
