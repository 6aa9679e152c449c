/**
 * The dashboard of a recorded run that can be stopped and paused, for tests: some metrics at once, the others as they
 * came, so many times as fast.
 *
 * ```
 * npx tsx test/support/replay-dashboard.ts RUN/metrics.jsonl [SPEED] [FROM]
 * ```
 */
import '../../tui/no-color.ts';
import { readFileSync } from 'node:fs';
import { concat, from, skip, Subject, takeUntil } from 'rxjs';
import type { Metric } from '../../src/core/index.ts';
import { replayed } from '../../src/reports/index.ts';
import { dashboard } from '../../tui/dashboard/index.ts';

const [path = '', speed = '10', skipped = '0'] = process.argv.slice(2);
const metrics = readFileSync(path, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Metric);

const stop$ = new Subject<void>();
// Where it is asked to stop for the second time, its metrics end.
const metrics$ = concat(
  from(metrics.slice(0, Number(skipped))),
  from(metrics.slice(Number(skipped))).pipe(replayed({ speed: Number(speed) })),
).pipe(takeUntil(stop$.pipe(skip(1))));

metrics$
  .pipe(
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
