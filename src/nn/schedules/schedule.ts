/** What an optimizer is told before each step. */
export interface Hyper {
  /** One learning rate a parameter group, group 0 nearest the input; a single one goes for all groups. */
  readonly learningRates: readonly number[];
  /** Momentum, or Adam's β₁, 0..1; null where it is not scheduled: the optimizer's own then holds. */
  readonly momentum: number | null;
}

/**
 * The hyper-parameters at a position of a fit: 0 before its first step, 1 after its last. Step i of N (from 0) uses
 * position i / N, so 1 is never reached, as in fastai's ParamScheduler.
 */
export type Schedule = (position: number) => Hyper;

/** A number that changes with the position in a fit, 0..1. */
export type Annealing = (position: number) => number;

/** Learning rates of the groups, or one for all of them. */
export type Rates = number | readonly number[];

/** Rates as a list, as {@link Hyper} has them. */
export const rateList = (rates: Rates): readonly number[] => (typeof rates === 'number' ? [rates] : rates);
