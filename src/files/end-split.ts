import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import { shareOf } from './share-of.ts';
import type { Splitter } from './splitter.ts';

/** Which end of the list is for validation. */
export interface EndSplitConfig {
  /** True (the default): the last pictures; false: the first. */
  readonly validLast?: boolean;
}

/**
 * The last (or first) share of the sorted pictures is for validation, in order: fastai's `EndSplitter`.
 *
 * @param share of validation pictures, above 0 and below 1; `floor(share · n)` are taken
 */
export const endSplit =
  (share: number, { validLast = true }: EndSplitConfig = {}): Splitter =>
  (paths) =>
    pipe(
      shareOf(share, paths.length),
      E.map((count) => {
        const order = paths.map((_, i) => i);
        const cut = validLast ? paths.length - count : count;
        const [head, tail] = [order.slice(0, cut), order.slice(cut)];
        return validLast ? { train: head, valid: tail } : { train: tail, valid: head };
      }),
    );
