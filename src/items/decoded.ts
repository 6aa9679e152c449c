import * as E from 'fp-ts/lib/Either.js';
import { concatMap, map, type OperatorFunction } from 'rxjs';
import { at, type Capabilities, type Image, type Item, type ItemError } from '../core/index.ts';
import { chunked } from '../flow/index.ts';
import { planOf, type PlanConfig } from './item-plan.ts';

/** Options of {@link decoded}. */
export interface DecodedConfig extends PlanConfig, Pick<Capabilities, 'decode'> {
  /**
   * The number of images decoded at once; 16 by default, as many as the engine decodes in parallel. Their files are in
   * memory together.
   */
  readonly concurrency?: number | undefined;
}

/**
 * Decodes images to pixels, several at once, in order. An image that cannot be used is a `Left` in its place.
 *
 * ```text
 * source      (ab|)
 * decode      -p-(q|)      q is the reason b cannot be used
 * output      -x-(y|)      x = right(a, p), y = left(b, q)
 * ```
 *
 * The source must be a bounded list, such as the files of one batch: files wait until `concurrency` of them have
 * arrived or the source completes. The pixels do not depend on `concurrency`.
 *
 * Unsubscribing cancels what has not started. Errors only if the source or the decoder itself fails. Throws BadOption
 * unless `concurrency` is a positive integer.
 *
 * @category Items
 */
export const decoded =
  ({
    decode,
    concurrency = 16,
    ...config
  }: DecodedConfig): OperatorFunction<Image, E.Either<ItemError, Item>> =>
  (files) =>
    files.pipe(
      chunked(concurrency),
      concatMap((chunk) =>
        decode(chunk.map((file) => ({ image: file.bytes ?? file.path, plan: planOf(file, config) }))).pipe(
          map((outcome, i): E.Either<ItemError, Item> => {
            const file = at(chunk, i);
            return E.isLeft(outcome)
              ? E.left({ _tag: 'ItemError', file, reason: outcome.left })
              : E.right({ file, ...outcome.right });
          }),
        ),
      ),
    );
