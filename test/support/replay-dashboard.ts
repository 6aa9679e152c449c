/**
 * Shows the dashboard of a recorded run, for tests: the first FROM metrics at once, the others SPEED times as fast as
 * recorded.
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
// The second request to stop ends the metrics.
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
    complete: () => process.stdout.write('The run has ended\n'),
    error: (cause: unknown) => process.stderr.write(`${String(cause)}\n`),
  });
