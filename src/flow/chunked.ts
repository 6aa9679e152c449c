import { bufferCount, filter, type OperatorFunction } from 'rxjs';
import { requirePositiveInteger } from './require-positive-integer.ts';

/** What happens to values that do not fill a last chunk. */
export interface ChunkedConfig {
  /** True: they are dropped, as fastai's training does. False (the default): a shorter chunk, as in validation. */
  readonly dropLast?: boolean;
}

/**
 * Gathers values into chunks of a size, in order: file names into batches.
 *
 * ```
 * source      -a-b-c-d-(e|)
 * size 2
 * output      ---x---y-(z|)
 *             x = [a, b], y = [c, d], z = [e]; with dropLast there is no z
 * ```
 *
 * An error of the source drops the unfinished chunk.
 *
 * @param size values a chunk, from 1
 */
export function chunked<A>(
  size: number,
  { dropLast = false }: ChunkedConfig = {},
): OperatorFunction<A, readonly A[]> {
  requirePositiveInteger('chunked size', size);
  return (source) =>
    source.pipe(
      bufferCount(size),
      filter((chunk) => !dropLast || chunk.length === size),
    );
}
