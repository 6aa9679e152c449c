import type { Draw } from '../core/index.ts';
import type { BatchContext } from './batch-transform.ts';

/**
 * One choice for each image [N], drawn by the image's own number, so that it does not depend on which others are in
 * the batch; or, with `batch`, one choice for all of them (fastai's `batch=True`).
 */
export function drawnPerExample<A>(
  { rng, index, files }: BatchContext,
  batch: boolean,
  choose: (draw: Draw) => A,
): readonly A[] {
  if (!batch) return files.map((file) => choose(rng.at('image', file.index).draws()));
  const choice = choose(rng.at('batch', index).draws());
  return files.map(() => choice);
}
