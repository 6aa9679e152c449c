import { combinedCos } from './combine-scheds.ts';
import { rateList, type Rates, type Schedule } from './schedule.ts';

/** Momentum at the start, at the peak of the learning rate, and at the end. */
export type Moms = readonly [start: number, middle: number, end: number];

/** Options of {@link oneCycle}: fastai's arguments of fit_one_cycle. */
export interface OneCycleOptions {
  /** The rate starts at lrMax / div; default 25. */
  readonly div?: number;
  /** The rate ends at lrMax / divFinal; default 1e5. */
  readonly divFinal?: number;
  /** The fraction of the fit in which the rate rises, 0..1; default 0.25. */
  readonly pctStart?: number;
  /** Default [0.95, 0.85, 0.95]. */
  readonly moms?: Moms;
}

/**
 * Returns the 1cycle schedule: the learning rate rises to `lrMax` and falls to almost 0 while momentum does the
 * opposite, both by cosines (Smith and Topin, 2018): fastai's fit_one_cycle.
 *
 * Throws BadOption unless `pctStart` is in 0..1.
 *
 * @param lrMax the highest learning rate, of all groups or of each
 * @param options with fastai's defaults
 * @category Schedules
 */
export function oneCycle(
  lrMax: Rates,
  { div = 25, divFinal = 1e5, pctStart = 0.25, moms = [0.95, 0.85, 0.95] }: OneCycleOptions = {},
): Schedule {
  const rates = rateList(lrMax).map((rate) => combinedCos(pctStart, rate / div, rate, rate / divFinal));
  const momentum = combinedCos(pctStart, ...moms);
  return (position) => ({
    learningRates: rates.map((rate) => rate(position)),
    momentum: momentum(position),
  });
}
