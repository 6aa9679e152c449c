import { drawKey, type Draw } from '../core/index.ts';
import type { BatchContext } from './batch-transform.ts';

/**
 * Draws one choice per image [N], keyed by the image, so that it does not depend on the rest of the batch; with
 * `batch`, one choice for all of them (fastai's `batch=True`).
 */
export function drawPerExample<A>(
  { rng, index, files }: BatchContext,
  batch: boolean,
  choose: (draw: Draw) => A,
): readonly A[] {
  // The key contributes to the random numbers: renaming it would change the augmentation of every existing seed.
  if (!batch) return files.map((file) => choose(rng.at('picture', drawKey(file)).draws()));
  const choice = choose(rng.at('batch', index).draws());
  return files.map(() => choice);
}
