import { at, brokenInvariant, MillraceError, type Confusion } from '../../core/index.ts';

/**
 * Returns how often each class was predicted for each actual class: fastai's confusion_matrix.
 *
 * Throws BrokenInvariant for a class index outside 0..classes − 1.
 *
 * @param actual class indices
 * @param predicted class indices of the same images
 * @category Scores
 */
export function confusionMatrix(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): Confusion {
  const counts = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  for (let i = 0; i < actual.length; i++) {
    const row = counts[at(actual, i)];
    const column = predicted[i];
    if (column === undefined || row?.[column] === undefined)
      throw new MillraceError(
        brokenInvariant(
          'confusionMatrix',
          `class indices in 0..${classes - 1}`,
          `${at(actual, i)} predicted as ${column ?? 'nothing'}`,
        ),
      );
    row[column]++;
  }
  return counts;
}

/**
 * Returns the sum of two confusion matrices of the same classes.
 *
 * @category Scores
 */
export const addConfusions = (a: Confusion, b: Confusion): Confusion =>
  a.map((row, actual) => row.map((count, predicted) => count + at(at(b, actual), predicted)));
