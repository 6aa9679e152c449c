/** A default batch size is reduced until an epoch has this many steps. */
const STEPS = 4;

/** Batch norm needs two images. */
const SMALLEST = 2;

/**
 * Returns a default batch size or, if an epoch of `count` images would have fewer than four steps, the largest power of two
 * that gives it four; at least 2.
 *
 * @param size the default, from 2
 * @param count the number of training images, from 2
 */
export function fittingBatchSize(size: number, count: number): number {
  const most = Math.max(SMALLEST, Math.floor(count / STEPS));
  return Math.min(size, 2 ** Math.floor(Math.log2(most)));
}
