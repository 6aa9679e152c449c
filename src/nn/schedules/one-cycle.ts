import { combinedCos } from './combine-scheds.ts';
import { rateList, type Rates, type Schedule } from './schedule.ts';

/** Momentum at the start, at the peak of the learning rate, and at the end. */
export type Moms = readonly [start: number, middle: number, end: number];

/** fastai's arguments of fit_one_cycle. */
export interface OneCycleOptions {
  /** The rate begins at lrMax / div; default 25. */
  readonly div?: number;
  /** The rate ends at lrMax / divFinal; default 1e5. */
  readonly divFinal?: number;
  /** The share of the fit in which the rate rises, 0..1; default 0.25. */
  readonly pctStart?: number;
  /** Default 0.95, 0.85, 0.95. */
  readonly moms?: Moms;
}

/**
 * The 1cycle policy: the learning rate rises to lrMax and falls to almost nothing, momentum goes the other way, both by
 * cosines (Smith and Topin, 2018; fastai's fit_one_cycle).
 *
 * @param lrMax the greatest learning rate, of all groups or of each
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
