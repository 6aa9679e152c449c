import { discriminativeRates, slice } from './discriminative-rates.ts';
import { oneCycle } from './one-cycle.ts';
import type { Schedule } from './schedule.ts';

/** One of the two fits of fine-tuning. */
export interface FitPhase {
  readonly epochs: number;
  /** Per group, false if it is frozen. Batch-norm parameters of frozen groups are still trained, as in fastai. */
  readonly trainableGroups: readonly boolean[];
  readonly schedule: Schedule;
}

/** Options of {@link fineTunePhases}: fastai's arguments of fine_tune. */
export interface FineTuneOptions {
  /** The number of parameter groups, at least 1; default 1. */
  readonly groups?: number;
  /** The highest learning rate of the first fit; default 2e-3. */
  readonly baseLr?: number;
  /** Epochs of the first fit; default 1. */
  readonly freezeEpochs?: number;
  /** In the second fit the first group has 1 / lrMult of the last group's rate; default 100. */
  readonly lrMult?: number;
  /** pctStart of the second fit; default 0.3. See {@link OneCycleOptions}. */
  readonly pctStart?: number;
  /** div of the second fit; default 5. See {@link OneCycleOptions}. */
  readonly div?: number;
}

/**
 * Returns two fits: the head alone, then everything with discriminative rates and half the learning rate (fastai's
 * fine_tune).
 *
 * With one group nothing is frozen and there is one rate. Reset the optimizer before each fit.
 *
 * @param epochs epochs of the second fit
 * @param options with fastai's defaults
 * @category Schedules
 */
export function fineTunePhases(
  epochs: number,
  {
    groups = 1,
    baseLr = 2e-3,
    freezeEpochs = 1,
    lrMult = 100,
    pctStart = 0.3,
    div = 5,
  }: FineTuneOptions = {},
): readonly [frozen: FitPhase, unfrozen: FitPhase] {
  const last = baseLr / 2;
  return [
    {
      epochs: freezeEpochs,
      trainableGroups: Array.from({ length: groups }, (_, group) => group === groups - 1),
      schedule: oneCycle(discriminativeRates(slice(baseLr), groups), { pctStart: 0.99 }),
    },
    {
      epochs,
      trainableGroups: Array<boolean>(groups).fill(true),
      schedule: oneCycle(discriminativeRates(slice(last / lrMult, last), groups), { pctStart, div }),
    },
  ];
}
