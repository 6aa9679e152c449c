/**
 * Looks at the dashboard by hand: replays a recorded run into it, so many times as fast as it was.
 *
 * ```
 * npx tsx test/support/replay-dashboard.ts RUN/metrics.jsonl [SPEED] [FROM]
 * ```
 */
import { readFileSync } from 'node:fs';
import {
  concatMap,
  from,
  of,
  Subject,
  takeUntil,
  timer,
  map,
  skip,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import type { Metric } from '../../src/core/index.ts';
import { dashboard } from '../../tui/dashboard/index.ts';

const [path = '', speed = '10', skipped = '0'] = process.argv.slice(2);
const metrics = readFileSync(path, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Metric);

const secondsOf = (metric: Metric): number => {
  if (metric._tag === 'Step') return (metric.waitMs + metric.stepMs) / 1000;
  return metric._tag === 'EvaluationStep' ? metric.count / metric.imagesPerSecond : 0;
};

/** Where a run is asked to stop for the second time, its metrics end. */
const stoppedBy =
  (stop$: Observable<void>): MonoTypeOperatorFunction<Metric> =>
  (source) =>
    source.pipe(takeUntil(stop$));

const stop$ = new Subject<void>();
from(metrics)
  .pipe(
    concatMap((metric, i) =>
      i < Number(skipped)
        ? of(metric)
        : timer((1000 * secondsOf(metric)) / Number(speed)).pipe(map(() => metric)),
    ),
    stoppedBy(stop$.pipe(skip(1))),
    dashboard({
      stdout: process.stdout,
      stdin: process.stdin,
      onStop: () => stop$.next(),
      onPause: () => undefined,
    }),
  )
  .subscribe({
    complete: () => process.stdout.write('The run is over\n'),
    error: (cause: unknown) => process.stderr.write(`${String(cause)}\n`),
  });
