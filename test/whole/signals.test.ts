import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { childrenOf, millrace } from '../support/command-line.ts';
import { smallRuns } from '../support/small-runs.ts';

const { at, small, resultOf } = smallRuns();

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends a run with %i, after its step and with its model saved', async (signal, expected) => {
  const run = at(signal);
  let sent = false;
  const { code, stderr } = await millrace(
    ['baseline', ...small, '--epochs', '1000', '--out', run],
    (child, stdout) => {
      if (!sent && /^0 +\d/m.test(stdout)) sent = child.kill(signal);
    },
  );
  expect({ code, stderr }).toEqual({ code: expected, stderr: '' });
  expect(readFileSync(join(run, 'history.csv'), 'utf8')).toMatch(/^epoch.*\n0,/);
  expect(resultOf(run)).toMatchObject({ ended: 'stopped', accuracy: expect.any(Number) as unknown });
  expect(existsSync(join(run, 'model.safetensors'))).toBe(true);
});

test('an engine that is killed: what was heard last, what was kept, and how to go on', async () => {
  const run = at('killed');
  let killed = false;
  const { code, stdout, stderr } = await millrace(
    ['baseline', ...small, '--epochs', '1000', '--out', run],
    (child, printed) => {
      if (killed || !/^1 +\d/m.test(printed)) return;
      killed = true;
      for (const pid of childrenOf(child.pid ?? 0)) process.kill(pid, 'SIGKILL');
    },
  );
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Last heard: epoch \d+, step \d+ of \d+:/m);
  expect(stdout).toContain(`To train it on: npm start -- --config ${run}/config.json --continue ${run}`);
  expect(stderr).toMatch(/^millrace: the engine's process: .*killed by SIGKILL.*take a smaller --batch-size/);
  expect(stderr).not.toMatch(/ {2}at |oneDNN/);
  const next = at('went-on');
  const again = ['--config', join(run, 'config.json'), '--continue', run, '--epochs', '1', '--out', next];
  expect(await millrace(again)).toMatchObject({ code: 0, stderr: '' });
  expect(resultOf(next)).toMatchObject({ pipeline: 'baseline', ended: 'completed', epochs: 1 });
}, 180_000);

test('a second signal ends a run at once', async () => {
  let signals = 0;
  const { code, stderr } = await millrace(
    ['baseline', ...small, '--epochs', '1000', '--out', at('twice')],
    (child, stdout) => {
      if (signals === 0 && /^0 +\d/m.test(stdout)) {
        signals += 2;
        child.kill('SIGINT');
        child.kill('SIGTERM');
      }
    },
  );
  // Two that come together may arrive in either order.
  expect([130, 143]).toContain(code);
  expect(stderr).toBe('');
  expect(existsSync(join(at('twice'), 'result.json'))).toBe(false);
});
