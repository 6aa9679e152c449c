import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { enginesOf, isAlive, millrace } from '../support/command-line.ts';
import { smallRuns } from '../support/small-runs.ts';

const { at, small, resultOf } = smallRuns();

/** Trains, and calls `stop` once with the terminal process when the second epoch is on its way. */
function afterAnEpoch(run: string, stop: (pid: number) => unknown): ReturnType<typeof millrace> {
  let stopped = false;
  return millrace(['baseline', ...small, '--epochs', '1000', '--out', run], ({ pid }, stdout) => {
    if (stopped || pid === undefined || !/^1 +\d/m.test(stdout)) return;
    stopped = true;
    stop(pid);
  });
}

test.each([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends a run after its step, saves the model, and exits with %i', async (signal, expected) => {
  const run = at(signal);
  const { code, stderr } = await afterAnEpoch(run, (pid) => process.kill(pid, signal));
  expect({ code, stderr }).toEqual({ code: expected, stderr: '' });
  expect(readFileSync(join(run, 'history.csv'), 'utf8')).toMatch(/^epoch.*\n0,/);
  expect(resultOf(run)).toMatchObject({ ended: 'stopped', accuracy: expect.any(Number) as unknown });
  expect(existsSync(join(run, 'model.safetensors'))).toBe(true);
});

test('SIGTERM to all processes, as from a service manager, saves the model too', async () => {
  const run = at('all');
  const { code, stderr } = await afterAnEpoch(run, (pid) => {
    for (const each of [...enginesOf(pid), pid]) process.kill(each, 'SIGTERM');
  });
  expect({ code, stderr }).toEqual({ code: 143, stderr: '' });
  expect(resultOf(run)).toMatchObject({ ended: 'stopped' });
  expect(existsSync(join(run, 'report.html'))).toBe(true);
});

test('SIGTERM to the engine saves the model too, and the exit code is that of the signal', async () => {
  const run = at('engine');
  const { code, stderr } = await afterAnEpoch(run, (pid) => {
    for (const each of enginesOf(pid)) process.kill(each, 'SIGTERM');
  });
  expect({ code, stderr }).toEqual({ code: 143, stderr: '' });
  expect(resultOf(run)).toMatchObject({ ended: 'stopped' });
  for (const name of ['checkpoint.safetensors', 'model.safetensors', 'report.html'])
    expect(existsSync(join(run, name)), name).toBe(true);
});

test('an engine that is killed: reports the last progress, the checkpoint, and how to continue', async () => {
  const run = at('killed');
  let killed = false;
  const { code, stdout, stderr } = await millrace(
    ['baseline', ...small, '--epochs', '1000', '--out', run],
    (child, printed) => {
      if (killed || !/^2 +\d/m.test(printed)) return;
      killed = true;
      for (const pid of enginesOf(child.pid ?? 0)) process.kill(pid, 'SIGKILL');
    },
  );
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Last progress: epoch \d+ of 1000, (validation )?step \d+ of \d+:/m);
  expect(stdout).toContain(
    `To continue training: npm start -- --config ${run}/config.json --continue ${run}`,
  );
  expect(stderr).toMatch(/^millrace: engine process: killed by SIGKILL.*use a smaller --batch-size/);
  expect(stderr).not.toMatch(/ {2}at |oneDNN/);
  const next = at('continued');
  const again = ['--config', join(run, 'config.json'), '--continue', run, '--epochs', '1', '--out', next];
  expect(await millrace(again)).toMatchObject({ code: 0, stderr: '' });
  expect(resultOf(next)).toMatchObject({ pipeline: 'baseline', ended: 'completed', epochs: 1 });
}, 180_000);

test('a second signal ends a run immediately, also one whose engine is stopped', async () => {
  let engines: readonly number[] = [];
  const { code, stderr } = await millrace(
    ['baseline', ...small, '--epochs', '1000', '--out', at('twice')],
    (child, stdout) => {
      if (engines.length > 0 || !/^1 +\d/m.test(stdout)) return;
      engines = enginesOf(child.pid ?? 0);
      // An engine that stands still cannot save before the second signal.
      for (const pid of engines) process.kill(pid, 'SIGSTOP');
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGTERM'), 300);
    },
  );
  expect({ code, stderr }).toEqual({ code: 143, stderr: '' });
  // Its memory is released when this process has ended already.
  await expect.poll(() => engines.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  expect(existsSync(join(at('twice'), 'result.json'))).toBe(false);
});
