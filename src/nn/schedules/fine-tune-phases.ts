import { discriminativeRates, slice } from './discriminative-rates.ts';
import { oneCycle } from './one-cycle.ts';
import type { Schedule } from './schedule.ts';

/** One fit of a fineTune. */
export interface FitPhase {
  readonly epochs: number;
  /** By group: false where it is frozen. Batch-norm parameters of frozen groups train all the same, as in fastai. */
  readonly trainableGroups: readonly boolean[];
  readonly schedule: Schedule;
}

/** fastai's arguments of fine_tune. */
export interface FineTuneOptions {
  /** Parameter groups of the model, 1 or more; default 1. */
  readonly groups?: number;
  /** Default 2e-3. */
  readonly baseLr?: number;
  /** Epochs of the first fit; default 1. */
  readonly freezeEpochs?: number;
  /** In the second fit the first group has 1 / lrMult of the last group's rate; default 100. */
  readonly lrMult?: number;
  /** Of the second fit; default 0.3. */
  readonly pctStart?: number;
  /** Of the second fit; default 5. */
  readonly div?: number;
}

/**
 * Two fits: the head alone, then everything with discriminative rates and half the learning rate (fastai's fine_tune).
 * With one group nothing is frozen and both fits have one rate. The optimizer is reset before each.
 *
 * @param epochs of the second fit
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
