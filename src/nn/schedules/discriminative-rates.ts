/** A learning rate as the book writes it: one for all groups, or a slice. */
export type LearningRate = number | LearningRateSlice;

/** fastai's `slice(first, last)`. If `first` is null, every group but the last gets a tenth of `last`. */
export interface LearningRateSlice {
  readonly slice: readonly [first: number | null, last: number];
}

/**
 * Returns learning rates for parameter groups: `slice(3e-3)` is a tenth for all groups but the last,
 * `slice(1e-5, 1e-3)` is geometric from the first group to the last.
 *
 * @category Schedules
 */
export const slice = (
  ...ends: readonly [last: number] | readonly [first: number, last: number]
): LearningRateSlice => ({ slice: ends.length === 1 ? [null, ends[0]] : ends });

/**
 * Returns the learning rate of each group, group 0 nearest the input (Howard and Ruder, 2018): fastai's
 * Optimizer.set_hyper.
 *
 * @param groups at least 1; a single group gets the last rate of a slice
 * @category Schedules
 */
export function discriminativeRates(rate: LearningRate, groups: number): readonly number[] {
  if (typeof rate === 'number') return Array<number>(groups).fill(rate);
  const [first, last] = rate.slice;
  return Array.from({ length: groups }, (_, group) => {
    if (group === groups - 1) return last;
    // In Python, a `first` of 0 counts as missing.
    return first === null || first === 0 ? last / 10 : first * (last / first) ** (group / (groups - 1));
  });
}
