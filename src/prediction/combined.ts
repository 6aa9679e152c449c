import { lastOf, type CombineOptions } from '../core/index.ts';
import { combinePredictions, concatPredictions, rowsOf, type Predictions } from '../nn/for-inference.ts';

import type { BatchImages } from './in-order.ts';

/** The outputs of a network for the images of a batch, in one pass. */
export interface PassResult extends BatchImages {
  /** `[N, C]` for the N files. */
  readonly probabilities: Predictions;
  /** `[N, C]`: they decide what is predicted. */
  readonly comparable: Predictions;
}

/**
 * Combines the passes of test-time augmentation over one batch; a single pass is returned unchanged. An image that one of
 * the passes skipped is skipped: its file was replaced meanwhile.
 *
 * @param passes the augmented ones, then the one with the transforms of validation
 */
export function combined(passes: readonly PassResult[], options: CombineOptions): PassResult {
  const centre = lastOf(passes);
  const augmented = passes.slice(0, -1);
  if (augmented.length === 0) return centre;
  const skipped = new Map(passes.flatMap((pass) => pass.skipped).map((error) => [error.file.index, error]));
  const files = centre.files.filter(({ index }) => !skipped.has(index));
  const rowsFor = (pass: PassResult): Predictions => {
    const { shape } = pass.probabilities;
    const rows = rowsOf(pass.probabilities).flatMap((data, i): readonly Predictions[] =>
      skipped.has(pass.files[i]?.index ?? -1) ? [] : [{ shape: [1, shape[1]], data }],
    );
    return concatPredictions(rows, shape[1]);
  };
  const probabilities = combinePredictions(augmented.map(rowsFor), rowsFor(centre), options);
  return { ...centre, files, skipped: [...skipped.values()], probabilities, comparable: probabilities };
}
