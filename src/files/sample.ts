import { createRng, permutation } from '../core/index.ts';

/**
 * A random sample without replacement, in the order of the list; all of it where it is no longer than the limit. One
 * seed gives one sample, and a smaller limit a part of it.
 */
export const sample = <A>(values: readonly A[], limit: number, seed: number): readonly A[] =>
  values.length <= limit
    ? values
    : permutation(createRng(seed).at('limit').draws(), values.length)
        .slice(0, limit)
        .sort((a, b) => a - b)
        .map((i) => values[i] as A);
