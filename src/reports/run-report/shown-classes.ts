import { at, type Confusion } from '../../core/index.ts';

/** A matrix of more classes would be illegible. */
export const MAX_CLASSES = 30;

/** The part of a confusion matrix that is shown. */
export interface ShownClasses {
  /** Class indices, in ascending order. */
  readonly classes: readonly number[];
  /** `counts[actual][predicted]`, by position in `classes`. */
  readonly counts: readonly (readonly number[])[];
  /** The number of all classes. */
  readonly of: number;
}

/** Returns all classes, or the 30 that are involved in the most mistakes. */
export function shownClasses(confusion: Confusion): ShownClasses {
  const count = (actual: number, predicted: number): number => at(at(confusion, actual), predicted);
  const all = confusion.map((_, i) => i);
  const mistakes = all.map((i) => all.reduce((sum, j) => sum + (i === j ? 0 : count(i, j) + count(j, i)), 0));
  const classes =
    all.length <= MAX_CLASSES
      ? all
      : all
          .toSorted((a, b) => at(mistakes, b) - at(mistakes, a))
          .slice(0, MAX_CLASSES)
          .sort((a, b) => a - b);
  return { classes, counts: classes.map((i) => classes.map((j) => count(i, j))), of: all.length };
}

/** A class mistaken for another. */
export interface ConfusedPair {
  readonly actual: number;
  readonly predicted: number;
  readonly count: number;
}

/** Returns the most frequent mistakes, most frequent first: fastai's most_confused. */
export const mostConfused = (confusion: Confusion, count: number): readonly ConfusedPair[] =>
  confusion
    .flatMap((row, actual) => row.map((times, predicted) => ({ actual, predicted, count: times })))
    .filter((pair) => pair.actual !== pair.predicted && pair.count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, count);
