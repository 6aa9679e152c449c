import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loaderArguments } from '../../src/io/index.ts';

/** The exit code and output of a program. */
export interface ProgramResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The environment variable that names the folder of the compiled sources. */
export const COMPILED = 'COMPILED_MILLRACE';

/** Returns the arguments of Node that run the command line: compiled for this run of the tests, or from the sources. */
export function millraceArguments(args: readonly string[]): readonly string[] {
  const folder = process.env[COMPILED];
  // Only from the sources it loads a user's TypeScript.
  return folder === undefined || args.some((each) => /\.[cm]?ts$/.test(each))
    ? [...loaderArguments(), join(root, 'tui', 'millrace.ts'), ...args]
    : [join(folder, 'tui', 'millrace.js'), ...args];
}

/** Returns the ids of a process's child processes. */
function childrenOf(pid: number): readonly number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.split(' ').filter(Boolean).map(Number);
  } catch {
    // Not Linux.
    return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean)
      .map(Number);
  }
}

/** Whether a process runs, or is stopped; not one that has ended and that nobody has waited for. */
export function isAlive(pid: number): boolean {
  const state = psOf(pid, 'stat');
  return state !== '' && !state.startsWith('Z');
}

/** Returns a column of `ps`; nothing if there is no such process. */
const psOf = (pid: number, column: 'command' | 'stat'): string =>
  spawnSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).stdout;

/**
 * Returns the engine processes of a terminal process: not the one that compiles TypeScript.
 *
 * @param module a part of the path of the module that they run
 */
export const enginesOf = (pid: number, module = 'engine-process'): readonly number[] =>
  childrenOf(pid).filter((child) => psOf(child, 'command').includes(module));

/** pgrep fails if there are none. */
function childrenIfAny(pid: number): readonly number[] {
  try {
    return childrenOf(pid);
  } catch {
    return [];
  }
}

/** Returns the engine processes that the launcher of a terminal process has started, in the order of their start. */
export const launchedEnginesOf = (pid: number): readonly number[] =>
  childrenIfAny(pid)
    .flatMap((child) => [
      ...(/^\S*node\S* .*engine-process/.test(psOf(child, 'command')) ? [child] : []),
      ...launchedEnginesOf(child),
    ])
    .sort((a, b) => a - b);

/**
 * Runs the command line of Millrace in a separate process.
 *
 * @param onOutput called after each output, with the process and everything that it has printed to standard output
 */
export const millrace = (
  args: readonly string[],
  onOutput: (child: ChildProcess, stdout: string) => void = () => undefined,
): Promise<ProgramResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, millraceArguments(args), {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const printed = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed.stdout += text;
      onOutput(child, printed.stdout);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed.stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, ...printed });
    });
  });
