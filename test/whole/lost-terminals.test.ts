import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { killedRun } from '../resume/killed-run.ts';
import { enginesOf, isAlive, millraceArguments } from '../support/command-line.ts';
import { pseudoTerminal, type PseudoTerminal } from '../support/pseudo-terminal.ts';
import { smallRuns } from '../support/small-runs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { at, small, resultOf } = smallRuns();

/** Returns the arguments of a run that does not end by itself. */
const endless = (run: string): readonly string[] => [
  ...['baseline', ...small, '--epochs', '1000', '--out', run],
];

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(20);
}

/** Whether the run has trained an epoch. */
const hasEpoch = (run: string): boolean => existsSync(join(run, 'history.csv'));

/** Expects that the run has ended, and has saved its last step. */
async function expectSaved(run: string): Promise<void> {
  await until(() => !existsSync(join(run, 'run.lock')));
  expect(resultOf(run)).toMatchObject({ ended: 'stopped' });
  expect(['model.safetensors', 'report.html'].map((name) => existsSync(join(run, name)))).toEqual([
    true,
    true,
  ]);
}

describe('a dashboard', () => {
  const restored = { alternate: false, cursor: true };

  /** Starts a run, and waits for its first epoch. */
  async function started(run: string): Promise<PseudoTerminal> {
    const terminal = pseudoTerminal({
      ...{ file: process.execPath, args: millraceArguments(endless(run)) },
      ...{ columns: 80, rows: 24 },
    });
    await terminal.until((text) => /\n1 +\d/.test(text), 'an epoch');
    expect(terminal.mode().alternate).toBe(true);
    return terminal;
  }

  test('whose window is closed saves the run', async () => {
    const run = at('closed');
    using terminal = await started(run);
    terminal.close();
    await expectSaved(run);
    expect(await terminal.exit).toBe(129);
  });

  test('that gets SIGHUP restores the screen and saves the run', async () => {
    const run = at('hung up');
    using terminal = await started(run);
    terminal.signal('SIGHUP');
    expect(await terminal.exit).toBe(129);
    expect(terminal.mode()).toEqual(restored);
    await expectSaved(run);
  });

  test('whose engine is killed restores the screen', async () => {
    const run = at('killed');
    using terminal = await started(run);
    const { pid } = JSON.parse(readFileSync(join(run, 'run.lock'), 'utf8')) as { readonly pid: number };
    for (const engine of enginesOf(pid)) process.kill(engine, 'SIGKILL');
    expect(await terminal.exit).toBe(1);
    expect(terminal.mode()).toEqual(restored);
  });
});

describe('a terminal process that is killed', () => {
  test('the engine finishes its step and saves the run', async () => {
    const run = at('orphan');
    const kill = { after: () => hasEpoch(run), target: 'terminal', signal: 'SIGKILL' } as const;
    const { wasKilled } = await killedRun(endless(run), run, kill);
    expect(wasKilled).toBe(true);
    expect(resultOf(run)).toMatchObject({ ended: 'stopped' });
  });

  test('after Ctrl-Z: the engine wakes, and saves the run', async () => {
    const run = at('suspended');
    const child = spawn(process.execPath, millraceArguments(endless(run)), { cwd: root, stdio: 'ignore' });
    await until(() => hasEpoch(run));
    const engines = enginesOf(child.pid ?? 0);
    child.kill('SIGTSTP');
    await setTimeout(1500);
    const written = readFileSync(join(run, 'metrics.jsonl'), 'utf8');
    await setTimeout(500);
    expect(readFileSync(join(run, 'metrics.jsonl'), 'utf8')).toBe(written);
    child.kill('SIGKILL');
    await until(() => !engines.some(isAlive));
    expect(resultOf(run)).toMatchObject({ ended: 'stopped' });
  });
});

test.each(['SIGTERM', 'SIGKILL'] as const)('%s to `npm start` saves the run', async (signal) => {
  const run = at(`npm ${signal}`);
  const args = ['start', '--silent', '--', ...endless(run)];
  const npm = spawn('npm', args, { cwd: root, stdio: 'ignore' });
  await until(() => hasEpoch(run));
  npm.kill(signal);
  await once(npm, 'exit');
  await expectSaved(run);
});

test.skipIf(process.platform !== 'linux')(
  'standard output on a full disk stops the run, and the reason is reported',
  async () => {
    const run = at('full');
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, millraceArguments(endless(run)), {
      cwd: root,
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    expect(await once(child, 'close')).toEqual([141, null]);
    expect(stderr).toBe(
      'millrace: cannot write to standard output: no space left on the disk. Stopping the run.\n',
    );
  },
);
