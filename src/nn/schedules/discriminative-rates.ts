/**
 * A learning rate as the book writes it: one for all groups, or a slice, whose first is null for a tenth of the last.
 */
export type LearningRate = number | LearningRateSlice;

/** fastai's `slice(first, last)`. */
export interface LearningRateSlice {
  readonly slice: readonly [first: number | null, last: number];
}

/** `slice(3e-3)`: a tenth for all groups but the last; `slice(1e-5, 1e-3)`: geometric from the first group to the last. */
export const slice = (
  ...ends: readonly [last: number] | readonly [first: number, last: number]
): LearningRateSlice => ({ slice: ends.length === 1 ? [null, ends[0]] : ends });

/**
 * The learning rate of each group, group 0 nearest the input (Howard and Ruder, 2018; fastai's Optimizer.set_hyper).
 *
 * @param groups 1 or more; a single group gets the last rate of a slice
 */
export function discriminativeRates(rate: LearningRate, groups: number): readonly number[] {
  if (typeof rate === 'number') return Array<number>(groups).fill(rate);
  const [first, last] = rate.slice;
  return Array.from({ length: groups }, (_, group) => {
    if (group === groups - 1) return last;
    // Python takes a first of 0 for a missing one.
    return first === null || first === 0 ? last / 10 : first * (last / first) ** (group / (groups - 1));
  });
}
