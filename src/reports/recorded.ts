import {
  bufferTime,
  catchError,
  concat,
  concatMap,
  connect,
  defer,
  dematerialize,
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
  type Observable,
  type ObservableNotification,
} from 'rxjs';
import { MillraceError, type Metric } from '../core/index.ts';
import { historyCsv } from './history-csv.ts';
import { jsonLine } from './json-line.ts';
import type { TextSink } from './text-sink.ts';
import { foldResult, noResult, resultJson } from './run-result.ts';

/** Lines are gathered for a moment, so that a fast run does not write a file for every step. */
const GATHER_MS = 250;
/** More waiting lines than this mean a disk that does not keep up: the run ends before its memory does. */
const MOST_WAITING = 100_000;

/**
 * Writes what a run tells into its folder, and passes the metrics through: config.json when it starts, metrics.jsonl
 * as it goes, history.csv an epoch at a time, result.json in the end.
 *
 * ```
 * source      -a-b-|
 * written     ----(ab)     metrics.jsonl, here 3 frames after the first line
 * output      -a-b-(w|)
 * ```
 *
 * It completes when everything is written, and an error of the source is passed on when everything is written. To stop
 * a run and keep its last lines, complete the source (`runEnded`): unsubscribing gives up what is not written yet.
 *
 * Errors with WriteFailed if the sink fails.
 */
export function recorded(sink: TextSink): MonoTypeOperatorFunction<Metric> {
  return (source) =>
    defer(() => {
      let end: ObservableNotification<never> = { kind: 'C' };
      const failed = (): boolean => end.kind === 'E';
      return concat(
        source.pipe(
          // The files end with the stream of metrics; its error follows when they have.
          catchError((error: unknown) => {
            end = { kind: 'E', error };
            return EMPTY;
          }),
          connect((metrics$) =>
            merge(
              metrics$,
              files(metrics$, sink).pipe(
                ignoreElements(),
                // The first error is the one to tell.
                catchError((cause: unknown) => (failed() ? EMPTY : throwError(() => asWriteFailed(cause)))),
              ),
            ),
          ),
        ),
        defer(() => of(end).pipe(dematerialize())),
      );
    });
}

const files = (metrics$: Observable<Metric>, sink: TextSink): Observable<void> =>
  merge(
    metrics$.pipe(
      concatMap((metric) =>
        metric._tag === 'RunStarted'
          ? sink.write('config.json', `${JSON.stringify(metric.config, null, 2)}\n`)
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

/** Writes lines to a file in their order, one write at a time; the first begins the file. */
const appendedTo =
  (name: string, sink: TextSink) =>
  (lines$: Observable<string>): Observable<void> =>
    defer(() => {
      let waiting = 0;
      return lines$.pipe(
        tap(() => {
          if (++waiting > MOST_WAITING) throw writeFailed(`${MOST_WAITING} lines are waiting for ${name}`);
        }),
        bufferTime(GATHER_MS),
        filter((lines) => lines.length > 0),
        concatMap((lines, index) =>
          (index === 0 ? sink.write : sink.append)(name, lines.join('')).pipe(
            tap({
              complete: () => {
                waiting -= lines.length;
              },
            }),
          ),
        ),
      );
    });

const asWriteFailed = (cause: unknown): MillraceError =>
  cause instanceof MillraceError ? cause : writeFailed(cause);

const writeFailed = (cause: unknown): MillraceError =>
  new MillraceError(
    {
      _tag: 'WriteFailed',
      where: 'the run folder',
      expected: 'that files can be written',
      received: cause instanceof Error ? cause.message : String(cause),
      advice: 'Check the disk, or choose another folder with --out.',
    },
    { cause },
  );
