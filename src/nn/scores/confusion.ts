import { MillraceError } from '../../core/index.ts';

/** counts[actual][predicted] of pictures. */
export type Confusion = readonly (readonly number[])[];

/**
 * How often each class was taken for each: fastai's confusion_matrix.
 *
 * @param actual, predicted class indices of the same pictures; errors with BrokenInvariant if one is outside
 *   0..classes − 1
 */
export function confusionMatrix(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): Confusion {
  const counts = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  for (let i = 0; i < actual.length; i++) {
    const [row, column] = [counts[actual[i] ?? -1], predicted[i] ?? -1];
    if (row?.[column] === undefined)
      throw new MillraceError({
        _tag: 'BrokenInvariant',
        where: 'confusionMatrix',
        expected: `class indices in 0..${classes - 1}`,
        received: `${actual[i] ?? 'none'} taken for ${predicted[i] ?? 'none'}`,
        advice: '',
      });
    row[column]++;
  }
  return counts;
}

/** The sum of two confusions of the same classes: batches add up exactly. */
export const addConfusions = (a: Confusion, b: Confusion): Confusion =>
  a.map((row, actual) => row.map((count, predicted) => count + (b[actual]?.[predicted] ?? 0)));
