import { bufferCount, filter, type OperatorFunction } from 'rxjs';
import { requirePositiveInteger } from '../core/index.ts';

/** Options of {@link chunked}. */
export interface ChunkedConfig {
  /**
   * True drops a last chunk that is not full, as fastai's training does. False (the default) emits it, as validation
   * does.
   */
  readonly dropLast?: boolean;
}

/**
 * Groups values into chunks of `size`, in order: file names into batches.
 *
 * ```text
 * source      -a-b-c-d-(e|)
 * size 2
 * output      ---x---y-(z|)
 *             x = [a, b], y = [c, d], z = [e]; with dropLast there is no z
 * ```
 *
 * An error of the source drops the unfinished chunk. Throws BadOption unless `size` is a positive integer.
 *
 * @param size values per chunk, from 1
 * @param options whether to drop a last chunk that is not full
 * @category Flow operators
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
