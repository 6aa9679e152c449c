import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { Splitter } from './splitter.ts';
import { validCount } from './valid-count.ts';

/** Options of {@link endSplit}. */
export interface EndSplitConfig {
  /** True (the default) validates with the last images, false with the first. */
  readonly validLast?: boolean;
}

/**
 * Returns a splitter that validates with the last (or first) images of the sorted list: fastai's EndSplitter.
 *
 * Splitting fails with BadOption if `fraction` is out of range.
 *
 * @param fraction the fraction of validation images, between 0 and 1 exclusive; `floor(fraction · n)` are taken
 * @param options the end of the list to take
 * @category Files
 */
export const endSplit =
  (fraction: number, { validLast = true }: EndSplitConfig = {}): Splitter =>
  (paths) =>
    pipe(
      validCount(fraction, paths.length),
      E.map((count) => {
        const order = paths.map((_, i) => i);
        const cut = validLast ? paths.length - count : count;
        const [head, tail] = [order.slice(0, cut), order.slice(cut)];
        return validLast ? { train: head, valid: tail } : { train: tail, valid: head };
      }),
    );
