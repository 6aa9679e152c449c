import type { Separated } from 'fp-ts/lib/Separated.js';
import type { Image, ItemError } from '../core/index.ts';

const ALONE = 'the only usable image of its batch: batch norm needs two per step';

/** Skips the only usable image of a batch: batch norm learns nothing from a single one. */
export const withoutLoneImage = <A extends { readonly file: Image }>(
  both: Separated<readonly ItemError[], readonly A[]>,
): Separated<readonly ItemError[], readonly A[]> =>
  both.right.length === 1
    ? {
        left: [
          ...both.left,
          ...both.right.map(({ file }): ItemError => ({ _tag: 'ItemError', file, reason: ALONE })),
        ],
        right: [],
      }
    : both;
