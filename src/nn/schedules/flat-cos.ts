import { combineScheds } from './combine-scheds.ts';
import { schedCos, schedNo } from './sched.ts';
import { rateList, type Rates, type Schedule } from './schedule.ts';

/** fastai's arguments of fit_flat_cos. */
export interface FlatCosOptions {
  /** The rate ends at lr / divFinal; default 1e5. */
  readonly divFinal?: number;
  /** The share of the fit in which the rate stays, 0..1; default 0.75. */
  readonly pctStart?: number;
}

/** The learning rate stays, then falls by a cosine; momentum is not scheduled (fastai's fit_flat_cos). */
export function flatCos(lr: Rates, { divFinal = 1e5, pctStart = 0.75 }: FlatCosOptions = {}): Schedule {
  const rates = rateList(lr).map((rate) =>
    combineScheds([
      { share: pctStart, annealing: schedNo(rate) },
      { share: 1 - pctStart, annealing: schedCos(rate, rate / divFinal) },
    ]),
  );
  return (position) => ({ learningRates: rates.map((rate) => rate(position)), momentum: null });
}

/** The learning rate stays, momentum is not scheduled (fastai's fit without callbacks). */
export const flat = (lr: Rates): Schedule => flatCos(lr, { pctStart: 1 });
