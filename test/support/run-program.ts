import { spawn } from 'node:child_process';
import type { Ended } from './command-line.ts';

/** Where a program runs, and with which variables of the environment: these alone. */
export interface ProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs a program and returns its exit code and output. */
export const runProgram = (
  program: string,
  args: readonly string[],
  { cwd, env }: ProgramOptions,
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => (printed[name] += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...printed }));
  });

/** As `runProgram`; rejects unless the program exits with 0. */
export async function runSuccessfully(
  program: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<Ended> {
  const ended = await runProgram(program, args, options);
  if (ended.code === 0) return ended;
  const command = [program, ...args].join(' ');
  throw new Error(`${command}: exit code ${String(ended.code)}\n${ended.stdout}${ended.stderr}`);
}
