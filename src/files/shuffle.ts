import { permutation, type Rng } from '../core/index.ts';

/** The values in the random order of an epoch: a function of the seed behind `rng` and of the epoch. */
export const shuffle = <A>(values: readonly A[], rng: Rng, epoch: number): readonly A[] =>
  permutation(rng.at('shuffle', epoch).draws(), values.length).map((i) => values[i] as A);
