import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  enginesOf,
  isAlive,
  launchedEnginesOf,
  millraceArguments,
  type ProgramResult,
} from '../support/command-line.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** When to kill a run, and how. */
export interface Kill {
  /** Milliseconds after its first metrics, or a condition. */
  readonly after: number | (() => boolean);
  /** A signal to both processes, or to the engine or the terminal only; or to one of several engines, by its number. */
  readonly target: 'both' | 'engine' | 'terminal' | number;
  readonly signal: NodeJS.Signals;
}

/**
 * Runs the command line, and kills it unless it ends before. Resolves when no process is left, with the seconds since the
 * signal.
 */
export async function killedRun(
  args: readonly string[],
  run: string,
  kill: Kill | null,
): Promise<ProgramResult & { readonly wasKilled: boolean; readonly secondsLeft: number }> {
  const child = spawn(process.execPath, millraceArguments(args), {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (printed[name] += text));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const state = { isOver: false };
  void ended.then(() => (state.isOver = true));
  const pid = child.pid ?? 0;
  let wasKilled = false;
  let killedAt = Infinity;
  let engines: readonly number[] = [];
  const found = (): readonly number[] =>
    typeof kill?.target === 'number' ? launchedEnginesOf(pid) : enginesOf(pid);
  if (kill !== null) {
    // A resumed run has metrics from its beginning: its engine has started when it says so.
    while (!state.isOver && !(existsSync(join(run, 'metrics.jsonl')) && found().length > 0))
      await setTimeout(10);
    const { after } = kill;
    if (typeof after === 'number') await Promise.race([setTimeout(after), ended]);
    else while (!state.isOver && !after()) await setTimeout(5);
    if (!state.isOver) {
      wasKilled = true;
      killedAt = performance.now();
      engines = found();
      for (const each of targetsOf(kill, engines, pid)) signal(each, kill.signal);
    }
  }
  const code = await ended;
  // An engine whose terminal was killed finishes its step, and saves.
  while (engines.some(isAlive)) await setTimeout(20);
  const secondsLeft = Math.max(0, (performance.now() - killedAt) / 1000);
  return { code, wasKilled, secondsLeft, ...printed };
}

/** Returns the processes that get the signal. */
function targetsOf({ target }: Kill, engines: readonly number[], terminal: number): readonly number[] {
  if (typeof target === 'number') return engines.slice(target, target + 1);
  return [...(target === 'terminal' ? [] : engines), ...(target === 'engine' ? [] : [terminal])];
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}
