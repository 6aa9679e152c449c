import { at, requirePositiveInteger, valueAt, type EpochRow, type StateDict } from '../../core/index.ts';
import type { HookMemory, TrainState } from '../../nn/index.ts';
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
  const memoryOf = ({ memory }: TrainState): PlateauMemory => memory.of(name, () => new PlateauMemory(worst));
  return {
    name,
    reason: `no better ${monitor} for ${patience} epoch${patience === 1 ? '' : 's'}`,
    start: (state) => {
      if (state.scalars.steps === 0) memoryOf(state).reset(worst);
    },
    next: (state, row) => {
      const memory = memoryOf(state);
      const value = valueOf(row);
      const isBetter = improves(value, memory.best);
      if (isBetter) memory.best = value;
      memory.wait = isBetter ? 0 : memory.wait + 1;
      if (memory.wait < patience) return false;
      memory.wait = 0;
      memory.count++;
      return true;
    },
    count: (state) => memoryOf(state).count,
  };
}

/** The best value, the epochs since, and the plateaus of a fit. */
class PlateauMemory implements HookMemory {
  best: number;
  wait = 0;
  count = 0;

  constructor(worst: number) {
    this.best = worst;
  }

  reset(worst: number): void {
    [this.best, this.wait, this.count] = [worst, 0, 0];
  }

  save(): StateDict {
    return new Map([
      ['best', { shape: [3], data: Float32Array.from(partsOf(this.best)) }],
      ['counts', { shape: [2], data: Float32Array.of(this.wait, this.count) }],
    ]);
  }

  restore(arrays: StateDict): void {
    this.best = valueAt(arrays, 'best').data.reduce((sum, part) => sum + part, 0);
    const { data } = valueAt(arrays, 'counts');
    [this.wait, this.count] = [at(data, 0), at(data, 1)];
  }

  [Symbol.dispose](): void {
    // Numbers only.
  }
}

/** Splits a float64 into three float32 with exactly this sum: a rounded best value could pass for an improvement. */
function partsOf(value: number): readonly number[] {
  const high = Math.fround(value);
  if (!Number.isFinite(high)) return [high, 0, 0];
  const middle = Math.fround(value - high);
  return [high, middle, value - high - middle];
}
