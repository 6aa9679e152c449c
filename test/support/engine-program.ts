/** The parent of an engine process: runs the job in the first argument, and prints what the engine process sends. */
import { fork } from 'node:child_process';
import { loaderArguments, ownModule } from '../../src/io/index.ts';
import type { Job } from '../../tui/engine-process/messages.ts';

const child = fork(ownModule('../../tui/engine-process/runner', import.meta.url), [], {
  execArgv: [...loaderArguments()],
  detached: true,
  serialization: 'advanced',
});
child.on('message', (message) => {
  process.stdout.write(`${JSON.stringify({ pid: child.pid, message })}\n`);
});
child.send(JSON.parse(process.argv[2] ?? '') as Job);
