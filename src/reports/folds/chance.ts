import type { RunState } from './run-state.ts';

/**
 * Returns the accuracy of always predicting the most frequent class of the validation images. For runs of earlier versions,
 * which did not record it, 1 / number of classes. Null before the run starts.
 */
export function chanceOf({ run, images }: Pick<RunState, 'run' | 'images'>): number | null {
  const valid = images?.parts.find(({ split }) => split === 'valid');
  if (valid !== undefined && valid.images > 0) return valid.largest.images / valid.images;
  return run === null || run.vocab.length === 0 ? null : 1 / run.vocab.length;
}
