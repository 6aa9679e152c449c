import type { CheckpointInterval } from '../core/index.ts';

/** Options of {@link checkpointTimes}. */
export interface CheckpointTimesConfig {
  readonly every: CheckpointInterval;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Decides when a run saves a checkpoint. */
export interface CheckpointTimes {
  /** Returns whether one is due after a step. */
  readonly isDueAtStep: () => boolean;
  /** Returns whether one is due at an epoch or a phase, which is cheaper to resume from. */
  readonly isDueAtEpoch: () => boolean;
  /** Call it with the milliseconds that a checkpoint took. */
  readonly saved: (ms: number) => void;
}

/** A checkpoint at an epoch takes at most this part of the time since the one before it. */
const MAX_PART = 0.01;
/** Milliseconds that the first checkpoint is assumed to take. */
const FIRST_COST = 500;

/** Returns when a run saves a checkpoint: in intervals, and at epochs if they cost at most 1 % of its time. */
export function checkpointTimes({ every, now }: CheckpointTimesConfig): CheckpointTimes {
  let [since, steps, cost] = [now(), 0, FIRST_COST];
  return {
    isDueAtStep: () => {
      steps++;
      return 'steps' in every ? steps >= every.steps : now() - since >= 1000 * every.seconds;
    },
    isDueAtEpoch: () => cost <= MAX_PART * (now() - since),
    saved: (ms) => {
      [since, steps, cost] = [now(), 0, ms];
    },
  };
}
