import { at, createRng, permutation } from '../core/index.ts';

/**
 * Returns a random sample without replacement, in the order of the list; all of it if it is not longer than `limit`.
 * With one seed, a smaller limit gives a subset.
 */
export const sample = <A>(values: readonly A[], limit: number, seed: number): readonly A[] =>
  values.length <= limit
    ? values
    : permutation(createRng(seed).at('limit').draws(), values.length)
        .slice(0, limit)
        .sort((a, b) => a - b)
        .map((i) => at(values, i));
