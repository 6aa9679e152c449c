import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Metric } from '../../src/core/index.ts';
import { lineReader } from '../../src/io/run-folder/line-reader.ts';
import { enginesOf } from '../support/command-line.ts';
import { processUse, type ProcessUse } from './process-use.ts';
import { startProgram } from './program.ts';

/** How far a run is. */
export interface Progress {
  /** Seconds since the end of the first epoch. */
  readonly seconds: number;
  readonly steps: number;
}

/** Everything that is measured at one time. */
export interface Sample extends Progress {
  readonly engine: ProcessUse;
  readonly terminal: ProcessUse;
  /** The number of tensors at the end of the last epoch. */
  readonly tensors: number;
  /** The number of files in the run folder. */
  readonly files: number;
  /** The bytes of metrics.jsonl and history.csv. */
  readonly recordedBytes: number;
  /** The bytes of the models and checkpoints. */
  readonly savedBytes: number;
}

export interface SoakConfig {
  readonly args: readonly string[];
  /** The run folder. */
  readonly run: string;
  readonly dashboard: boolean;
  /** Whether to take a sample, after the last one. */
  readonly isDue: (now: Progress, last: Progress) => boolean;
  readonly isOver: (now: Progress) => boolean;
}

/** The samples of a run that was stopped by SIGTERM, and its exit code and last output. */
export interface Soaked {
  readonly samples: readonly Sample[];
  readonly code: number | null;
  readonly output: string;
}

const POLL_MS = 100;

/**
 * Runs the command line, measures both of its processes until the period is over, and stops it. Rejects if the run ends by
 * itself.
 */
export async function soakRun({ args, run, dashboard, isDue, isOver }: SoakConfig): Promise<Soaked> {
  using program = startProgram([...args, '--out', run], dashboard);
  let hasExited = false;
  void program.exit.then(() => (hasExited = true));
  const poll = async (): Promise<void> => {
    await setTimeout(POLL_MS);
    if (hasExited) throw endedBy(await program.exit, program.output());
  };
  while (!existsSync(join(run, 'metrics.jsonl'))) await poll();
  const recorded = recordedSoFar(join(run, 'metrics.jsonl'));
  while (recorded().epochs === 0) await poll();
  const [engine = 0] = enginesOf(program.pid);
  const startedAt = performance.now();
  const samples: Sample[] = [];
  let last: Progress = { seconds: -Infinity, steps: -Infinity };
  for (;;) {
    const { steps, tensors } = recorded();
    const now = { seconds: (performance.now() - startedAt) / 1000, steps };
    if (isOver(now)) break;
    if (isDue(now, last)) {
      const use = usesOf(engine, program.pid);
      // A process that has ended: poll() tells the reason.
      if (use !== null) samples.push({ ...now, ...use, tensors, ...folderUse(run) });
      last = now;
    }
    await poll();
  }
  program.stop();
  return { samples, code: await program.exit, output: program.output() };
}

const endedBy = (code: number | null, output: string): Error =>
  new Error(`expected a run that trains until it is stopped, received exit code ${String(code)}:\n${output}`);

/** Returns null if one of them has ended. */
function usesOf(engine: number, terminal: number): Pick<Sample, 'engine' | 'terminal'> | null {
  try {
    return { engine: processUse(engine), terminal: processUse(terminal) };
  } catch {
    return null;
  }
}

/** Returns a function that reads the further lines of a growing file of metrics, and counts. */
function recordedSoFar(file: string): () => { steps: number; epochs: number; tensors: number } {
  const reader = lineReader(file);
  const counts = { steps: 0, epochs: 0, tensors: 0 };
  return () => {
    for (let lines = reader.next(); lines !== null; lines = reader.next())
      for (const line of lines.texts) {
        const metric = JSON.parse(line) as Metric;
        if (metric._tag === 'Step') counts.steps++;
        if (metric._tag === 'EpochRow') {
          counts.epochs++;
          counts.tensors = metric.memory.tensors;
        }
      }
    return counts;
  };
}

/** Files that a run appends to. */
const RECORDS = /\.(jsonl|csv)$/;

function folderUse(run: string): Pick<Sample, 'files' | 'recordedBytes' | 'savedBytes'> {
  // A temporary file may be renamed in the meantime.
  const sizes = readdirSync(run).map((name) => ({
    name,
    size: statSync(join(run, name), { throwIfNoEntry: false })?.size ?? 0,
  }));
  const sum = (matches: RegExp): number =>
    sizes.filter(({ name }) => matches.test(name)).reduce((total, { size }) => total + size, 0);
  return { files: sizes.length, recordedBytes: sum(RECORDS), savedBytes: sum(/\.safetensors$/) };
}
