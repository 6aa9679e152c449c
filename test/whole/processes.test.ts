import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Metric } from '../../src/core/index.ts';
import { launchedEnginesOf, millrace } from '../support/command-line.ts';
import { writePhotos } from '../support/photos.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const metricsIn = (run: string): readonly Metric[] =>
  readFileSync(join(run, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Metric);

test('two processes train one model; if one is killed, all end, and the run is resumed', async () => {
  using folder = temporaryFolder();
  const photos = join(folder.path, 'photos');
  await writePhotos(photos, 12);
  const run = join(folder.path, 'run');
  const args = ['baseline', '--data', photos, '--out', run, '--arch', 'xresnet18', '--size', '32'];
  const more = ['--item-size', '40', '--batch-size', '8', '--epochs', '40', '--checkpoint', '1steps'];
  let killed = false;
  const first = await millrace([...args, ...more, '--plain', '--processes', '2'], (child, stdout) => {
    if (killed || !/^2 +\d/m.test(stdout)) return;
    killed = true;
    const engine = launchedEnginesOf(child.pid ?? 0)[1];
    if (engine !== undefined) process.kill(engine, 'SIGKILL');
  });
  expect(first.stderr).toMatch(/process \d of 2: .*`resume` continues from the last checkpoint/s);
  expect(first.code).toBe(1);
  let stopped = false;
  const second = await millrace(['resume', run, '--plain'], (child, stdout) => {
    if (stopped || !/^4 +\d/m.test(stdout)) return;
    stopped = true;
    child.kill('SIGTERM');
  });
  expect(second.stderr).toBe('');
  expect(second.code).toBe(143);
  const metrics = metricsIn(run);
  expect(metrics[0]).toMatchObject({ _tag: 'RunStarted', processes: 2, engine: { threads: 1 } });
  expect(metrics.at(-1)).toMatchObject({ _tag: 'RunEnded', why: 'stopped' });
  const steps = metrics.flatMap((metric) => (metric._tag === 'Step' ? [metric] : []));
  expect(steps.map(({ count }) => count)).toEqual(steps.map(() => 8));
  expect(steps.every(({ processes }) => processes?.count === 2)).toBe(true);
});
