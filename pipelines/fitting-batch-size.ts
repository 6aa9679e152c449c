/** A default batch size is reduced until an epoch has this many steps. */
const STEPS = 4;

/** Batch norm needs two images in each process. */
const SMALLEST = 2;

/**
 * Returns a default batch size or, if an epoch of `count` images would have fewer than four steps, the largest power of two
 * that gives it four; rounded down to a multiple of the processes, and at least 2 for each of them.
 *
 * @param size the default, from 2
 * @param count the number of training images, from 2
 * @param processes the number of processes that share a batch, from 1
 */
export function fittingBatchSize(size: number, count: number, processes: number): number {
  const smallest = SMALLEST * processes;
  const most = Math.max(smallest, Math.floor(count / STEPS));
  const fitting = Math.min(size, 2 ** Math.floor(Math.log2(most)));
  return Math.max(smallest, fitting - (fitting % processes));
}
