import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { millrace, millraceArguments } from '../support/command-line.ts';
import { pseudoTerminal } from '../support/pseudo-terminal.ts';
import { smallRuns } from '../support/small-runs.ts';

const { at, photos, small, resultOf } = smallRuns();

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(100);
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a detached run', () => {
  test('continues without its terminal, is watched from another one, and saves its model when it is stopped', async () => {
    const run = at('my run');
    const lines = (): number => readFileSync(join(run, 'metrics.jsonl'), 'utf8').split('\n').length;
    const args = ['baseline', ...small, '--epochs', '1000', '--out', run, '--detach'];
    let screen = '';
    {
      using terminal = pseudoTerminal({
        file: process.execPath,
        args: millraceArguments(args),
        ...{ columns: 300, rows: 10 },
      });
      expect(await terminal.exit).toBe(0);
      screen = terminal.screen().join('\n');
    }
    expect(screen).toContain(`To watch it: npm start -- watch '${run}'`);
    const pid = Number(/To stop it and save the model: kill (\d+)/.exec(screen)?.[1]);
    expect(JSON.parse(readFileSync(join(run, 'run.lock'), 'utf8'))).toMatchObject({ pid });
    // The leader of a session of its own, without a terminal.
    const [group, terminal] = execFileSync('ps', ['-o', 'pgid=,tty=', '-p', String(pid)], {
      encoding: 'utf8',
    })
      .trim()
      .split(/\s+/);
    expect(Number(group)).toBe(pid);
    expect(terminal).toMatch(/^\?+$/);

    const before = lines();
    await until(() => lines() > before + 20);
    process.kill(pid, 'SIGTERM');
    await until(() => !isRunning(pid));
    expect(resultOf(run)).toMatchObject({ ended: 'stopped' });
    expect(existsSync(join(run, 'model.safetensors'))).toBe(true);
    expect(existsSync(join(run, 'run.lock'))).toBe(false);
    expect(readFileSync(join(run, 'detached.log'), 'utf8')).toMatch(/^epoch +train_loss[^]*Results are in /m);
    expect((await millrace(['watch', run])).stdout).toMatch(/^stopped after /m);
  });

  test('a failure before it begins is reported, with its exit code, and leaves no folder', async () => {
    const [damaged, run, resumed] = [at('damaged'), at('failed'), at('resumed')];
    const data = ['--data', photos, '--size', '16', '--item-size', '20', '--batch-size', '8'];
    mkdirSync(damaged);
    writeFileSync(join(damaged, 'model.safetensors'), 'Dear Sir');
    const result = await millrace(['baseline', ...data, '--continue', damaged, '--out', run, '--detach']);
    expect(result).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^millrace: .*damaged: expected a run folder with model\.safetensors/m,
      ) as unknown,
    });
    expect(existsSync(run)).toBe(false);
    // The log of an earlier start stays, and is not printed again.
    mkdirSync(resumed);
    writeFileSync(join(resumed, 'detached.log'), 'the earlier log\n');
    const again = await millrace(['baseline', ...data, '--continue', damaged, '--out', resumed, '--detach']);
    expect(again).toMatchObject({ code: 2, stderr: expect.not.stringContaining('earlier log') as unknown });
    expect(readFileSync(join(resumed, 'detached.log'), 'utf8')).toMatch(/^the earlier log\n[^]*damaged/);
  });

  test('with --json, prints one object', async () => {
    const run = at('json');
    const args = ['baseline', ...small, '--epochs', '1000', '--out', run, '--detach', '--json'];
    const { code, stdout } = await millrace(args);
    const { pid } = JSON.parse(stdout) as { readonly pid: number };
    expect({ code, printed: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      printed: { _tag: 'Detached', runFolder: run, pid, log: join(run, 'detached.log') },
    });
    process.kill(pid, 'SIGTERM');
    process.kill(pid, 'SIGTERM');
    await until(() => !isRunning(pid));
  });

  test('a request to stop before it begins ends it', async () => {
    const run = at('stopped');
    const args = millraceArguments(['baseline', ...small, '--out', run, '--detach']);
    const starter = spawn(process.execPath, args, { stdio: 'ignore' });
    await until(() => existsSync(join(run, 'detached.log')));
    starter.kill('SIGTERM');
    expect(await once(starter, 'exit')).toEqual([143, null]);
    expect(existsSync(run)).toBe(false);
  });
});
