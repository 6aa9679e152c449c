import * as E from 'fp-ts/Either';
import { map, type OperatorFunction } from 'rxjs';
import type { Capabilities, ImageFile, Item, ItemError, ResizePlan, Rng, Split } from '../core/index.ts';
import { mapOrdered } from '../flow/index.ts';
import { itemPlan } from './item-plan.ts';
import type { ItemTransform } from './item-transform.ts';

/** How pictures are decoded. */
export interface DecodedConfig {
  readonly decode: Capabilities['decode'];
  /** Carried out in this order; by default none: pictures keep their sizes. */
  readonly transforms?: readonly ItemTransform[];
  /** Transforms draw for `train` only. */
  readonly split: Split;
  /** The random numbers of the run; a picture's are those at (`item`, epoch, its index). */
  readonly rng: Rng;
  readonly epoch: number;
  /** Pictures under way at once; 256 by default, so that a whole batch is handed over before a step blocks. */
  readonly concurrency?: number;
}

/**
 * Files → pixels, several at once, in order. A picture that cannot be used is a `Left` in its place.
 *
 * ```
 * source      (ab|)
 * a           ---(p|)
 * b           -(q|)            q is why b cannot be used
 * output      ---(xy|)         x = right(a, p), y = left(b, q)
 * ```
 *
 * Unsubscribing stops what is under way. Errors only where the source or the decoder itself fails.
 */
export const decoded =
  ({
    decode,
    transforms = [],
    split,
    rng,
    epoch,
    concurrency = 256,
  }: DecodedConfig): OperatorFunction<ImageFile, E.Either<ItemError, Item>> =>
  (files) =>
    files.pipe(
      mapOrdered(
        (file) => {
          const place = rng.at('item', epoch, file.index);
          // Drawn anew at each call: a plan is a function of the size alone.
          const plan: ResizePlan = (size) => itemPlan(transforms, { split, draw: place.draws() })(size);
          return decode(file.path, plan).pipe(
            map(
              E.bimap(
                (reason): ItemError => ({ _tag: 'ItemError', file, reason }),
                (pixels): Item => ({ file, pixels }),
              ),
            ),
          );
        },
        { concurrency },
      ),
    );
