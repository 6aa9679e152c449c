import { dirname, join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { concat, defer, EMPTY, from, map, of, type Observable } from 'rxjs';
import { MillraceError, shellCommand, type Metric, type Notice } from '../../src/core/index.ts';
import { followLines, isFile, runState, type Lines } from '../../src/io/index.ts';
import { metricOfLine, replayed } from '../../src/reports/index.ts';

export interface WatchedRunConfig {
  /** The folder of a run, or the path of its metrics.jsonl. */
  readonly run: string;
  /** The speed of a replay relative to the recorded run; Infinity emits everything at once. */
  readonly speed: number;
}

/**
 * Emits the metrics of a recorded run: replays one that is over, follows a running one, as determined by `runState`, and
 * the next run in the same folder. Of a run that did not record its end, a notice comes last.
 *
 * ```text
 * metrics.jsonl  r↵s↵      ···e↵
 * output         (rs)---------(e|)     e: RunEnded
 * ```
 *
 * Errors with BadData if there is no run, if a newer Millrace recorded it, or at a damaged line, whose number it
 * reports.
 */
export const watchedRun = ({ run, speed }: WatchedRunConfig): Observable<Metric> =>
  defer(() => {
    const file = metricsFile(run);
    const isOver = (): boolean => runState(file, Date.now()) !== 'running';
    let wasOver = false;
    return concat(
      followLines({ file, follow: () => !isOver() }, (lines) => {
        if (lines.first === 1) wasOver = isOver();
        const metrics$ = metricsOf(lines, file);
        return wasOver ? metrics$.pipe(replayed({ speed })) : metrics$;
      }),
      defer(() => (runState(file, Date.now()) === 'lost' ? of(lost(dirname(file))) : EMPTY)),
    );
  });

const lost = (run: string): Notice => ({
  _tag: 'Notice',
  text: `The run is not running and did not record its end. To resume it: ${shellCommand(['resume', run])}`,
});

/** Emits the metrics that a run has recorded so far, at once. */
export const recordedMetrics = (run: string): Observable<Metric> =>
  defer(() => {
    const file = metricsFile(run);
    return followLines({ file, follow: false }, (lines) => metricsOf(lines, file));
  });

/** Returns the path of a run's metrics: the run is a folder, or this file. */
export const metricsFile = (run: string): string => (isFile(run) ? run : join(run, 'metrics.jsonl'));

const metricsOf = ({ first, texts }: Lines, file: string): Observable<Metric> =>
  from(texts).pipe(
    map((text, i) => {
      const metric = metricOfLine(text, { file, line: first + i });
      if (E.isLeft(metric)) throw new MillraceError(metric.left);
      return metric.right;
    }),
  );
