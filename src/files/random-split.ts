import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import { createRng, permutation } from '../core/index.ts';
import { shareOf } from './share-of.ts';
import type { Splitter } from './splitter.ts';

/**
 * A random share of the pictures is for validation: fastai's `RandomSplitter`. Both parts come in shuffled order. One
 * seed and one list of pictures give one split.
 *
 * @param share of validation pictures, above 0 and below 1; `floor(share · n)` are taken
 */
export const randomSplit =
  (share: number, seed: number): Splitter =>
  (paths) =>
    pipe(
      shareOf(share, paths.length),
      E.map((count) => {
        const order = permutation(createRng(seed).at('split').draws(), paths.length);
        return { train: order.slice(count), valid: order.slice(0, count) };
      }),
    );
