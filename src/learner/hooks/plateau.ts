import { requirePositiveInteger, type EpochRow } from '../../core/index.ts';
import type { TrainState } from '../../nn/index.ts';
import { Numbers } from './numbers.ts';
import { tracker, type TrackerOptions } from './tracker.ts';

/** Options of the hooks that wait for an improvement. */
export interface PlateauOptions extends TrackerOptions {
  /** Number of epochs in a row without improvement to wait for, from 1; default 1. */
  readonly patience?: number;
}

/** Finds plateaus: `patience` epochs in a row without improvement. */
export interface Plateau {
  /** The name of the hook and of its memory, for example `earlyStopping(valid_loss)`. */
  readonly name: string;
  /** For example `no better valid_loss for 2 epochs`. */
  readonly reason: string;
  /** Forgets earlier fits if the fit is at its first step. */
  readonly start: (state: TrainState) => void;
  /** Counts an epoch; returns whether a plateau ends with it. Throws BadOption if the row lacks the monitored value. */
  readonly next: (state: TrainState, row: EpochRow) => boolean;
  /** Returns the number of plateaus in this fit. */
  readonly count: (state: TrainState) => number;
}

/** Returns a {@link Plateau} of a hook. Throws BadOption for a `minDelta` or a `patience` out of range. */
export function plateau(hook: string, { patience = 1, ...options }: PlateauOptions): Plateau {
  const { monitor, worst, valueOf, improves } = tracker(hook, options);
  requirePositiveInteger(`${hook} patience`, patience);
  const name = `${hook}(${monitor})`;
  /** The best value, the epochs since, and the plateaus of the fit. */
  const none = { best: worst, wait: 0, count: 0 };
  const memoryOf = ({ memory }: TrainState): Numbers<keyof typeof none> =>
    memory.of(name, () => new Numbers(none));
  return {
    name,
    reason: `no better ${monitor} for ${patience} epoch${patience === 1 ? '' : 's'}`,
    start: (state) => {
      if (state.scalars.steps === 0) memoryOf(state).values = none;
    },
    next: (state, row) => {
      const memory = memoryOf(state);
      const value = valueOf(row);
      const { best, wait, count } = memory.values;
      const isBetter = improves(value, best);
      const waited = isBetter ? 0 : wait + 1;
      const isPlateau = waited >= patience;
      memory.values = {
        best: isBetter ? value : best,
        wait: isPlateau ? 0 : waited,
        count: isPlateau ? count + 1 : count,
      };
      return isPlateau;
    },
    count: (state) => memoryOf(state).values.count,
  };
}
