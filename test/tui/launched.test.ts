import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { millraceArguments } from '../support/command-line.ts';
import { fakeMpiexec } from '../support/fake-mpiexec.ts';
import { runProgram } from '../support/run-program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Runs the command line as process `rank` of two that a launcher started. */
async function launched(rank: number, ...args: readonly string[]) {
  using folder = temporaryFolder();
  return await runProgram(process.execPath, millraceArguments(args), {
    cwd: folder.path,
    env: { ...process.env, PMI_RANK: `${rank}`, PMI_SIZE: '2', XDG_CACHE_HOME: folder.path },
  });
}

const silent = { stdout: '', stderr: '' };

test.each([['--version'], ['train', '--help'], ['list'], ['cache'], ['predict', 'nowhere', 'a.jpg']])(
  'a command that does not train runs in the first process only: %s %s',
  async (...args) => {
    expect(await launched(1, ...args)).toEqual({ code: 0, ...silent });
  },
);

test('the first process prints', async () => {
  expect((await launched(0, '--version')).stdout).toMatch(/^millrace /);
  expect((await launched(0, 'list')).stdout).toContain('baseline');
});

const mistake = '--data: expected a folder';

test('a launcher that ends all processes when one has failed leaves one report of a mistake', async () => {
  using folder = temporaryFolder();
  const { path, args } = fakeMpiexec(folder.path, 2);
  const program = [process.execPath, ...millraceArguments(['train', 'nowhere'])];
  const { code, stderr } = await runProgram(path, [...args, ...program], {
    cwd: folder.path,
    env: { ...process.env, XDG_CACHE_HOME: folder.path },
  });
  expect(code).toBe(2);
  expect(stderr.split(mistake)).toEqual(['millrace: ', expect.any(String)]);
});

test('a mistake that only another process has is reported with its name', async () => {
  const { code, stdout, stderr } = await launched(1, 'train', 'nowhere');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`millrace, process 2 of 2 (${hostname()}): ${mistake}`);
});
