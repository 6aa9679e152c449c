import { expect, test } from 'vitest';
import { millraceArguments } from '../support/command-line.ts';
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

test('a mistake in the arguments is reported once, and all processes exit with 2', async () => {
  const [first, second] = await Promise.all([0, 1].map((rank) => launched(rank, 'train', 'nowhere')));
  expect(first).toMatchObject({ code: 2, stdout: '' });
  expect(first?.stderr).toMatch(/^millrace: --data: expected a folder/);
  expect(second).toEqual({ code: 2, ...silent });
});
