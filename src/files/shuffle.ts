import { permutation, type Rng } from '../core/index.ts';

/**
 * Returns the values in the random order of an epoch, which is a function of `rng` and `epoch` only.
 *
 * @category Files
 */
export const shuffle = <A>(values: readonly A[], rng: Rng, epoch: number): readonly A[] =>
  permutation(rng.at('shuffle', epoch).draws(), values.length).map((i) => values[i] as A);
