/** Starts itself again as a child with an orphan guard, which then does what the first argument says. */
import { fork } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { orphanGuard } from '../../src/io/processes/orphan-guard.ts';
import { loaderArguments } from '../../src/io/processes/own-module.ts';

const GRACE_MS = 500;
/** Longer than the grace. */
const WORK_MS = 1500;

const [what = '', file = ''] = process.argv.slice(2);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Gives a sign of life again and again, then ends. */
async function work(sign: () => unknown): Promise<void> {
  for (let end = performance.now() + WORK_MS; performance.now() < end; await pause(100)) await sign();
  process.exit(0);
}

if (process.send === undefined) {
  const child = fork(fileURLToPath(import.meta.url), [what, file], {
    execArgv: [...loaderArguments()],
    detached: true,
  });
  child.on('message', () => process.stdout.write(`${String(child.pid)}\n`));
  child.on('exit', () => process.exit(0));
} else {
  // A process that a launcher started has another owner than its parent.
  const guard = orphanGuard({
    ...{ graceMs: GRACE_MS, everyMs: 50 },
    ...(what === 'owned' ? { owner: Number(file) } : {}),
  });
  process.once('disconnect', () => {
    // Also ends when the test does not expect it to be killed.
    if (what === 'blocked') for (const end = Date.now() + 60_000; Date.now() < end;);
    if (what === 'idle') setTimeout(() => undefined, 60_000);
    if (what === 'working')
      void work(() => {
        guard.alive(GRACE_MS);
      });
    if (what === 'writing') void work(() => appendFile(file, Buffer.alloc(100_000)));
  });
  process.send('ready');
}
