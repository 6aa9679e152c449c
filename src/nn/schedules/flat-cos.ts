import { combineScheds } from './combine-scheds.ts';
import { schedCos, schedNo } from './sched.ts';
import { rateList, type Rates, type Schedule } from './schedule.ts';

/** Options of {@link flatCos}: fastai's arguments of fit_flat_cos. */
export interface FlatCosOptions {
  /** The rate ends at lr / divFinal; default 1e5. */
  readonly divFinal?: number;
  /** The fraction of the fit with a constant rate, 0..1; default 0.75. */
  readonly pctStart?: number;
}

/**
 * Returns a schedule with a constant learning rate that then falls by a cosine: fastai's fit_flat_cos. Momentum is not
 * scheduled.
 *
 * Throws BadOption unless `pctStart` is in 0..1.
 *
 * @param lr the learning rate, of all groups or of each
 * @param options with fastai's defaults
 * @category Schedules
 */
export function flatCos(lr: Rates, { divFinal = 1e5, pctStart = 0.75 }: FlatCosOptions = {}): Schedule {
  const rates = rateList(lr).map((rate) =>
    combineScheds([
      { fraction: pctStart, annealing: schedNo(rate) },
      { fraction: 1 - pctStart, annealing: schedCos(rate, rate / divFinal) },
    ]),
  );
  return (position) => ({ learningRates: rates.map((rate) => rate(position)), momentum: null });
}

/**
 * Returns a schedule with a constant learning rate: fastai's fit without callbacks. Momentum is not scheduled.
 *
 * @category Schedules
 */
export const flat = (lr: Rates): Schedule => flatCos(lr, { pctStart: 1 });
