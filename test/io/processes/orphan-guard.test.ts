import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loaderArguments } from '../../../src/io/index.ts';

const program = fileURLToPath(new URL('../../support/orphan-program.ts', import.meta.url));

/** Kills the parent of a process that does something; returns the milliseconds that the process outlives it. */
async function survival(what: string, file = ''): Promise<number> {
  const parent = spawn(process.execPath, [...loaderArguments(), program, what, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
  // Before the kill: under load, the news of it may come late.
  const start = performance.now();
  parent.kill('SIGKILL');
  while (isRunning(Number(pid))) await new Promise((resolve) => setTimeout(resolve, 20));
  return performance.now() - start;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test.each(['blocked', 'idle'])(
  'a process that is %s is killed after the grace, once its parent is gone',
  async (what) => {
    const ms = await survival(what);
    expect(ms).toBeGreaterThan(400);
    expect(ms).toBeLessThan(30_000);
  },
);

test('a process with another owner than its parent is killed once that owner is gone', async () => {
  const owner = spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 60_000)'], { stdio: 'ignore' });
  const parent = spawn(process.execPath, [...loaderArguments(), program, 'owned', `${owner.pid}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(isRunning(Number(pid))).toBe(true);
  owner.kill('SIGKILL');
  await once(parent, 'exit');
  expect(isRunning(Number(pid))).toBe(false);
});

test('a process that gives signs of life, or writes to a disk, is not killed', async () => {
  expect(await survival('working')).toBeGreaterThan(1400);
  // The folder for temporary files may be in memory.
  const folder = mkdtempSync(join(fileURLToPath(new URL('.', import.meta.url)), '.writing-'));
  expect(await survival('writing', join(folder, 'file'))).toBeGreaterThan(1400);
  rmSync(folder, { recursive: true });
});
