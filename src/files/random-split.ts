import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { createRng, permutation } from '../core/index.ts';
import type { Splitter } from './splitter.ts';
import { validCount } from './valid-count.ts';

/**
 * Returns a splitter that validates with a random part of the images: fastai's RandomSplitter.
 *
 * Both parts are in shuffled order. The same seed and list give the same split. Splitting fails with BadOption if
 * `fraction` is out of range.
 *
 * @param fraction the fraction of validation images, between 0 and 1 exclusive; `floor(fraction · n)` are taken
 * @category Files
 */
export const randomSplit =
  (fraction: number, seed: number): Splitter =>
  (paths) =>
    pipe(
      validCount(fraction, paths.length),
      E.map((count) => {
        const order = permutation(createRng(seed).at('split').draws(), paths.length);
        return { train: order.slice(count), valid: order.slice(0, count) };
      }),
    );
