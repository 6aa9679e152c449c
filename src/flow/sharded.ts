import { map, type MonoTypeOperatorFunction } from 'rxjs';
import type { Collective } from '../core/index.ts';

/**
 * Takes from each chunk the share of this process: chunks of file names become shares of a global batch (PyTorch's
 * DistributedSampler).
 *
 * ```text
 * source      -a-b-|    chunks of four and of three
 * output      -w-x-|    of process 0 of 2: the first two, the first one
 * ```
 *
 * Shares are parts of the chunk in its order, as equal as possible; of a short chunk they may be empty. Process 0 of 1 takes
 * everything.
 *
 * @param collective the processes
 * @category Flow operators
 */
export const sharded = <A>({
  rank,
  size,
}: Pick<Collective, 'rank' | 'size'>): MonoTypeOperatorFunction<readonly A[]> =>
  map((chunk) => {
    const start = (position: number): number => Math.floor((position * chunk.length) / size);
    return size === 1 ? chunk : chunk.slice(start(rank), start(rank + 1));
  });
