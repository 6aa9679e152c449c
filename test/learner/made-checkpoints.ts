import { defer, from, of, tap, type MonoTypeOperatorFunction } from 'rxjs';
import type { Capabilities, Checkpoint, CheckpointInterval, Metric } from '../../src/core/index.ts';
import { madeWorld, type MadeWorld } from './made-world.ts';

/** A world in which every checkpoint is kept, and the metrics that it records are counted. */
export interface RecordedWorld extends MadeWorld {
  readonly saves: Checkpoint[];
  /** Counts the metrics of a run: a checkpoint remembers how many there were. */
  readonly recording: MonoTypeOperatorFunction<Metric>;
}

/** Options of {@link recordedWorld}. */
export interface RecordedWorldConfig {
  readonly every?: CheckpointInterval | null;
  /** The checkpoint to resume from, and the metrics of the run that saved it. */
  readonly from?: { readonly checkpoint: Checkpoint | null; readonly metrics: readonly Metric[] };
  readonly change?: Partial<Capabilities>;
}

/** Makes a world that saves checkpoints, after every step by default, and may resume from one. */
export function recordedWorld({
  every = { steps: 1 },
  from: earlier,
  change = {},
}: RecordedWorldConfig = {}): RecordedWorld {
  const saves: Checkpoint[] = [];
  let count = 0;
  const world = madeWorld({
    checkpoints: {
      every,
      lengths: () => ({ metrics: count }),
      save: (checkpoint) =>
        defer(() => {
          // As it comes back from a file.
          const progress = JSON.parse(JSON.stringify(checkpoint.progress)) as Checkpoint['progress'];
          saves.push({ ...checkpoint, progress });
          return of({ path: '/run/checkpoint.safetensors', bytes: 1 });
        }),
      earlier: of(
        earlier === undefined
          ? null
          : {
              checkpoint: earlier.checkpoint,
              metrics: from(earlier.metrics.slice(0, earlier.checkpoint?.lengths['metrics'])),
            },
      ),
      fingerprint: (paths) => of(paths.join()),
    },
    ...change,
  });
  return {
    ...world,
    saves,
    recording: tap(() => {
      count++;
    }),
  };
}
