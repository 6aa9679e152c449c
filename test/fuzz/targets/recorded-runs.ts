import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identity, tap } from 'rxjs';
import type { Checkpoints, Metric, SavedFile } from '../../../src/core/index.ts';
import { runFolder } from '../../../src/io/index.ts';
import { run } from '../../../src/learner/index.ts';
import { metricOfLine, recorded } from '../../../src/reports/index.ts';
import { createWorld } from '../../../src/world.ts';
import type { Training } from './small-trainings.ts';
import { collect } from '../../support/collect.ts';

/** How a training is run. */
export interface TrainInOptions {
  /** Whether to write the files of a run, as the engine process does. */
  readonly records: boolean;
  readonly every?: Checkpoints['every'];
  readonly save?: (save: Checkpoints['save']) => Checkpoints['save'];
}

/** Runs a training in a folder, or resumes the one that was left there. */
export async function trainIn(
  path: string,
  { learner, phases }: Training,
  { records, every = null, save = (each) => each }: TrainInOptions,
): Promise<readonly Metric[]> {
  const folder = runFolder({ path, every, resumes: true, metricOfLine, warn: () => undefined });
  const checkpoints = { ...folder.checkpoints, save: save(folder.checkpoints.save) };
  const world = createWorld({ runFolder: { ...folder, checkpoints } });
  return collect(
    run(world, { name: 'made', config: { lr: 0.01, seed: 42 } }, learner, ...phases).pipe(
      records ? recorded(folder, { isRecorded: folder.isRecorded, completed: folder.completed }) : identity,
    ),
  );
}

/** The files of a training that was killed after a checkpoint. */
export interface RecordedRun {
  readonly training: Training;
  readonly metrics: readonly Metric[];
  /** Without its end: a run that had completed is not resumed. */
  readonly logs: Readonly<Record<string, Buffer>>;
  readonly checkpoints: readonly Buffer[];
}

/** Trains, and keeps every checkpoint. */
export async function recordedRun(training: Training, folder: string): Promise<RecordedRun> {
  const copies: string[] = [];
  mkdirSync(folder, { recursive: true });
  const copy = tap<SavedFile>(({ path }) => {
    copies.push(join(folder, `copy-${copies.length}`));
    copyFileSync(path, copies.at(-1)!);
  });
  const metrics = await trainIn(folder, training, {
    records: true,
    every: { steps: 1 },
    save: (save) => (checkpoint) => save(checkpoint).pipe(copy),
  });
  const log = readFileSync(join(folder, 'metrics.jsonl'));
  return {
    training,
    metrics,
    logs: {
      'metrics.jsonl': log.subarray(0, log.lastIndexOf('\n', log.length - 2) + 1),
      'history.csv': readFileSync(join(folder, 'history.csv')),
    },
    checkpoints: copies.map((path) => readFileSync(path)),
  };
}
