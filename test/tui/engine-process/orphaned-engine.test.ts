import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { loaderArguments } from '../../../src/io/index.ts';
import type { Job } from '../../../tui/engine-process/messages.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../../support/engine-program.ts', import.meta.url));
const rxjs = pathToFileURL(createRequire(import.meta.url).resolve('rxjs')).href;

test.each([
  ['spins', 'timer(200).pipe(tap(() => { for (;;); }))'],
  ['waits for ever', 'NEVER'],
])('an engine that %s is killed once its terminal process is gone', async (_, run) => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'hung.mjs');
  writeFileSync(
    file,
    `import { NEVER, tap, timer } from ${JSON.stringify(rxjs)};
export default { name: 'hung', defaults: {}, run: () => { console.log('runs'); return ${run}; } };`,
  );
  const job: Job = {
    ...{ _tag: 'Job', command: 'hung', file, options: {}, weights: null, mpi: null, runFolder: folder.path },
    ...{
      tensorBoard: false,
      profile: false,
      every: null,
      keepsCheckpoints: false,
      resumes: false,
      settings: {},
      notices: [],
      graceSeconds: 1,
    },
  };
  const parent = spawn(process.execPath, [...loaderArguments(), program, JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
  const { pid, message } = JSON.parse(line) as { readonly pid: number; readonly message: unknown };
  expect(message).toMatchObject({ _tag: 'Printed', text: 'runs' });
  parent.kill('SIGKILL');
  const start = performance.now();
  while (isRunning(pid) && performance.now() - start < 60_000)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const survived = isRunning(pid);
  if (survived) process.kill(pid, 'SIGKILL');
  expect(survived).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
