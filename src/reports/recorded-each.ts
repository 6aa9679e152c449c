import {
  concatMap,
  connect,
  defer,
  filter,
  groupBy,
  ignoreElements,
  last,
  merge,
  mergeMap,
  scan,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import type { Metric } from '../core/index.ts';
import { experimentsTable, foldExperiments, type ExperimentRow } from './experiments.ts';
import { recorded } from './recorded.ts';
import type { TextSink } from './text-sink.ts';

/** Where several runs are recorded. */
export interface RecordedEachConfig {
  /** The folder of the run with a name. */
  readonly sinkOf: (name: string) => TextSink;
  /** The folder of them all. */
  readonly sink: TextSink;
}

/**
 * Records several runs that follow each other, each into a folder of its own, and the table of them all.
 *
 * ```
 * source      (sab)(tcd)|    s and t begin a run, b and d end one
 * output      (sab)(tcd)|    s, a, b recorded in one folder, t, c, d in another
 * ```
 *
 * Errors with WriteFailed if a sink fails.
 */
export const recordedEach =
  ({ sinkOf, sink }: RecordedEachConfig): MonoTypeOperatorFunction<Metric> =>
  (source) =>
    source.pipe(
      connect((metrics$) =>
        merge(eachRecorded(metrics$, sinkOf), table(metrics$, sink).pipe(ignoreElements())),
      ),
    );

const eachRecorded = (
  metrics$: Observable<Metric>,
  sinkOf: RecordedEachConfig['sinkOf'],
): Observable<Metric> =>
  defer(() => {
    let name = '';
    return metrics$.pipe(
      groupBy(
        (metric) => {
          if (metric._tag === 'RunStarted') name = metric.pipeline;
          return name;
        },
        { duration: (run) => run.pipe(filter(({ _tag }) => _tag === 'RunEnded')) },
      ),
      mergeMap((run) => run.pipe(recorded(sinkOf(run.key)))),
    );
  });

const table = (metrics$: Observable<Metric>, sink: TextSink): Observable<void> =>
  metrics$.pipe(
    scan(foldExperiments, [] as readonly ExperimentRow[]),
    last(null, []),
    concatMap((rows) => sink.write('table.md', `${experimentsTable(rows).join('\n')}\n`)),
  );
