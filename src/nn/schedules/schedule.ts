/** The hyperparameters of one step. */
export interface HyperParameters {
  /** One learning rate per parameter group, group 0 nearest the input; a single one applies to all groups. */
  readonly learningRates: readonly number[];
  /** Momentum, or Adam's β₁, 0..1; null if it is not scheduled, so that the optimizer's own applies. */
  readonly momentum: number | null;
}

/**
 * Returns the hyperparameters at a position of a fit: 0 before its first step, 1 after its last.
 *
 * Step i of N (from 0) uses position i / N, so 1 is never reached, as in fastai's ParamScheduler.
 *
 * @category Schedules
 */
export type Schedule = (position: number) => HyperParameters;

/**
 * Returns a number that changes with the position in a fit, 0..1.
 *
 * @category Schedules
 */
export type Annealing = (position: number) => number;

/** One learning rate per group, or one for all of them. */
export type Rates = number | readonly number[];

/** Returns rates as a list, as in {@link HyperParameters}. */
export const rateList = (rates: Rates): readonly number[] => (typeof rates === 'number' ? [rates] : rates);
