import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { defer, from, map, type Observable } from 'rxjs';
import { MillraceError, type Metric } from '../../src/core/index.ts';
import { followedLines, isFile, runState, type Lines } from '../../src/io/index.ts';
import { metricOfLine, replayed } from '../../src/reports/index.ts';

export interface WatchedRunConfig {
  /** The folder of a run, or the path of its metrics.jsonl. */
  readonly run: string;
  /** Of a run that is over: how many times as fast as it was; Infinity: at once. */
  readonly speed: number;
}

/**
 * The metrics of a recorded run: of one that is over at a speed, of one under way all so far, then what comes. Whether
 * it is over the files say (`runState`): a run that died without a word is followed, and so is the next one in the same
 * folder.
 *
 * ```text
 * metrics.jsonl  r↵s↵      ···e↵
 * output         (rs)---------(e|)     e says how it ended
 * ```
 *
 * Errors with BadData where there is no run, where a newer Millrace recorded it, and at a broken line, with its place.
 */
export const watchedRun = ({ run, speed }: WatchedRunConfig): Observable<Metric> =>
  defer(() => {
    const file = metricsFile(run);
    const isOver = (): boolean => !['running', 'broken off'].includes(runState(file, Date.now()));
    let wasOver = false;
    return followedLines({ file, follow: () => !isOver() }, (lines) => {
      if (lines.first === 1) wasOver = isOver();
      const metrics$ = metricsOf(lines, file);
      return wasOver ? metrics$.pipe(replayed({ speed })) : metrics$;
    });
  });

/** The metrics of a run as far as it is recorded, at once. */
export const recordedMetrics = (run: string): Observable<Metric> =>
  defer(() => {
    const file = metricsFile(run);
    return followedLines({ file, follow: false }, (lines) => metricsOf(lines, file));
  });

const metricsFile = (run: string): string => (isFile(run) ? run : join(run, 'metrics.jsonl'));

const metricsOf = ({ first, texts }: Lines, file: string): Observable<Metric> =>
  from(texts).pipe(
    map((text, i) => {
      const metric = metricOfLine(text, { file, line: first + i });
      if (E.isLeft(metric)) throw new MillraceError(metric.left);
      return metric.right;
    }),
  );
