import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Launcher } from '../../src/io/index.ts';

/**
 * Writes a launcher that starts processes of this machine as MPICH's does: with PMI_RANK and PMI_SIZE, in sessions of their
 * own. If one fails, it ends the others and repeats the failure in its words. SIGKILL leaves its processes behind.
 */
export function fakeMpiexec(folder: string, processes: number): Launcher {
  const path = join(folder, 'mpiexec');
  writeFileSync(
    path,
    `#!${process.execPath}
const { spawn } = require('node:child_process');
const [, size, ...program] = process.argv.slice(2);
const { signals } = require('node:os').constants;
let running = Number(size), code = 0;
const children = Array.from({ length: running }, (_, rank) => spawn(program[0], program.slice(1), {
  stdio: ['ignore', 'inherit', 'inherit'], detached: true,
  env: { ...process.env, PMI_RANK: String(rank), PMI_SIZE: size },
}));
for (const child of children) child.on('exit', (status, signal) => {
  running--;
  if (code === 0 && status !== 0) {
    code = status ?? signals[signal];
    console.log('=   BAD TERMINATION OF ONE OF YOUR APPLICATION PROCESSES');
    if (signal !== null) console.log('YOUR APPLICATION TERMINATED WITH THE EXIT STRING: Killed (signal ' + code + ')');
    for (const other of children) other.kill('SIGKILL');
  }
  if (running === 0) process.exit(code);
});
`,
  );
  chmodSync(path, 0o755);
  return { path, args: ['-n', `${processes}`], killSignal: 'SIGKILL' };
}
