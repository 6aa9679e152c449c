import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { spawn } from '@lydell/node-pty';
import { builtProgram } from './built.ts';
import type { Bench } from './measures.ts';
import { cpuSeconds } from './memory.ts';
import { targets, type Setting } from './settings.ts';
import { millraceSide, runFolder } from './sides.ts';
import type { Result } from './verdict.ts';

/** Measures the overhead of operators, metrics and dashboard, as fractions of a step. */
export async function overhead(setting: Setting, bench: Bench): Promise<readonly Result[]> {
  bench.say(`overhead ${setting.name}`);
  using side = millraceSide();
  await side.ask({
    ...setting,
    task: 'prepare',
    data: bench.data,
    runFolder: runFolder(),
    limit: setting.load,
  });
  // Many pairs: the overhead is smaller than the noise of a single pair.
  const count = 16 * bench.repeats;
  await side.ask({ task: 'overhead', steps: 2 });
  const { more = {} } = await side.ask({ task: 'overhead', steps: count });
  const [through, bare, ratio] = [Number(more['through']), Number(more['bare']), Number(more['ratio'])];
  const dashboard = await dashboardFraction(setting, bench);
  const line = (title: string, ratio: number, target = false): Result => ({
    kind: 'overhead',
    title,
    setting: setting.name,
    ours: title.startsWith('RxJS') ? [through] : [],
    peer: title.startsWith('RxJS') ? [bare] : [],
    unit: 'ms',
    ratio,
    target: target ? (targets.overhead ?? null) : null,
  });
  const fraction = Math.max(0, ratio - 1);
  return [
    line('RxJS and metrics ÷ bare loop − 1', fraction),
    line('dashboard: fraction of all cores', dashboard),
    line('both together', fraction + dashboard, true),
  ];
}

/** Returns the fraction of all cores' time that the terminal process of the built package uses during a training, at 120×40. */
function dashboardFraction(setting: Setting, { data, say }: Bench): Promise<number> {
  const out = `${runFolder()}-dashboard`;
  const args = [
    'baseline',
    '--data',
    data,
    '--limit',
    '640',
    '--arch',
    setting.arch,
    '--epochs',
    '3',
    '--out',
    out,
  ];
  const sizes = ['--size', setting.size, '--item-size', setting.item, '--batch-size', setting.batch].map(
    String,
  );
  const program = builtProgram(say);
  return new Promise((resolve) => {
    const terminal = spawn(process.execPath, [program, ...args, ...sizes], { cols: 120, rows: 40 });
    let [firstUsed, firstAt, lastUsed, lastAt] = [NaN, NaN, NaN, NaN];
    const timer = setInterval(() => {
      const used = cpuSeconds(terminal.pid);
      if (Number.isNaN(used)) return;
      [lastUsed, lastAt] = [used, performance.now()];
    }, 500);
    // Excludes the start of the process and its imports.
    setTimeout(() => {
      [firstUsed, firstAt] = [cpuSeconds(terminal.pid), performance.now()];
    }, 8000);
    terminal.onData(() => undefined);
    terminal.onExit(() => {
      clearInterval(timer);
      void rm(out, { recursive: true, force: true });
      const seconds = (lastAt - firstAt) / 1000;
      resolve((lastUsed - firstUsed) / (seconds * availableParallelism()));
    });
  });
}
