import { at } from './at.ts';

/** How many validation images have a class, and how many are predicted as it. */
export interface ClassCounts {
  readonly actual: number;
  readonly predicted: number;
  /** Both. */
  readonly correct: number;
}

/** `counts[actual][predicted]`: numbers of images. */
export type Confusion = readonly (readonly number[])[];

/**
 * Returns the counts of each class from a confusion matrix.
 *
 * @category Scores
 */
export function countsOfConfusion(confusion: Confusion): readonly ClassCounts[] {
  const predicted = confusion.map(() => 0);
  for (const row of confusion)
    row.forEach((count, index) => {
      predicted[index] = at(predicted, index) + count;
    });
  return confusion.map((row, index) => ({
    actual: row.reduce((sum, count) => sum + count, 0),
    predicted: at(predicted, index),
    correct: at(row, index),
  }));
}
