import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { tap } from 'rxjs';
import { expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { jsonLine } from '../../../src/reports/index.ts';
import { recordedMetrics, watchedRun } from '../../../tui/commands/watched-run.ts';
import { collect } from '../../support/collect.ts';
import { made } from '../../support/made-metrics.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const begun = [made.runStarted(), made.phaseStarted(), made.step({ waitMs: 0, stepMs: 400 })];
const rest = [made.step({ step: 1, waitMs: 0, stepMs: 400 }), made.runEnded()];
const textOf = (metrics: readonly Metric[]): string => metrics.map(jsonLine).join('');

test('a run that is over is put out at once, or at a speed', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'metrics.jsonl'), textOf([...begun, ...rest]));
  writeFileSync(join(folder.path, 'result.json'), '{}');
  const seen = (speed: number): Promise<readonly Metric[]> =>
    collect(watchedRun({ run: folder.path, speed }));
  const started = performance.now();
  expect(await seen(Infinity)).toEqual([...begun, ...rest]);
  const atOnce = performance.now() - started;
  expect(await seen(2)).toEqual([...begun, ...rest]);
  expect(performance.now() - started - atOnce).toBeGreaterThan(390);
});

test('a run under way is followed until it ends', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'metrics.jsonl');
  writeFileSync(join(folder.path, 'run.lock'), JSON.stringify({ pid: process.pid, host: hostname() }));
  writeFileSync(file, textOf(begun));
  const seen = await collect(
    watchedRun({ run: file, speed: 1 }).pipe(
      tap((metric) => {
        if (metric._tag === 'Step' && metric.step === 0) {
          writeFileSync(join(folder.path, 'result.json'), '{}');
          appendFileSync(file, textOf(rest));
        }
      }),
    ),
  );
  expect(seen).toEqual([...begun, ...rest]);
});

test('a lost run ends with a notice', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'metrics.jsonl');
  writeFileSync(file, textOf(begun));
  utimesSync(file, 1, 1);
  const [notice, ...others] = (await collect(watchedRun({ run: folder.path, speed: Infinity }))).toReversed();
  expect(others.toReversed()).toEqual(begun);
  expect(notice).toMatchObject({ _tag: 'Notice', text: expect.stringContaining('resume') as string });
});

test('what is recorded so far, and where there is no run', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'metrics.jsonl'), textOf(begun));
  expect(await collect(recordedMetrics(folder.path))).toEqual(begun);
  await expect(collect(watchedRun({ run: join(folder.path, 'nowhere'), speed: 1 }))).rejects.toMatchObject({
    detail: { _tag: 'BadData' },
  });
});
