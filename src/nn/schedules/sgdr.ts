import { at } from '../../core/index.ts';
import { schedCos } from './sched.ts';
import { rateList, type Rates, type Schedule } from './schedule.ts';

/** Options of {@link sgdr}: fastai's arguments of fit_sgdr. */
export interface SgdrOptions {
  /** The number of cycles, at least 1. */
  readonly cycles: number;
  /** Epochs of the first cycle. */
  readonly cycleLength: number;
  /** Each cycle is this many times as long as the previous one; default 2. */
  readonly cycleMult?: number;
}

/** A schedule with restarts, and its length. */
export interface Sgdr {
  /** The total number of epochs. */
  readonly epochs: number;
  readonly schedule: Schedule;
}

/**
 * Returns a schedule with warm restarts: in each cycle the learning rate falls by a cosine from `lrMax` to 0
 * (Loshchilov and Hutter, 2017): fastai's fit_sgdr. Momentum is not scheduled.
 *
 * The first step of a cycle uses lrMax; fastai, which holds the boundaries in float32, sometimes restarts one step
 * late.
 *
 * @param lrMax the learning rate at the start of each cycle, of all groups or of each
 * @param options number and lengths of the cycles
 * @category Schedules
 */
export function sgdr(lrMax: Rates, { cycles, cycleLength, cycleMult = 2 }: SgdrOptions): Sgdr {
  const lengths = Array.from({ length: cycles }, (_, cycle) => cycleLength * cycleMult ** cycle);
  const starts = lengths.map((_, cycle) => lengths.slice(0, cycle).reduce((sum, length) => sum + length, 0));
  const epochs = lengths.reduce((sum, length) => sum + length, 0);
  const rates = rateList(lrMax).map((rate) => schedCos(rate, 0));
  return {
    epochs,
    schedule: (position) => {
      // Each boundary is one quotient, like the position of a step, so that equal ones compare equal.
      const cycle = Math.max(
        0,
        starts.findLastIndex((start) => position >= start / epochs),
      );
      const within = (position * epochs - at(starts, cycle)) / at(lengths, cycle);
      return { learningRates: rates.map((rate) => rate(Math.min(within, 1))), momentum: null };
    },
  };
}
