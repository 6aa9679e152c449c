import { spawn } from 'node:child_process';
import type { ProgramResult } from './command-line.ts';

/** The working directory and the complete environment of a program. */
export interface ProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs a program and returns its exit code and output. */
export const runProgram = (
  program: string,
  args: readonly string[],
  { cwd, env }: ProgramOptions,
): Promise<ProgramResult> =>
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
): Promise<ProgramResult> {
  const result = await runProgram(program, args, options);
  if (result.code === 0) return result;
  const command = [program, ...args].join(' ');
  throw new Error(`${command}: exit code ${String(result.code)}\n${result.stdout}${result.stderr}`);
}
