import type { PredictionSummary } from '../../core/index.ts';

/** More classes than this are no longer told apart in a matrix. */
export const MAX_CLASSES = 30;

/** The part of a confusion that is shown: which classes, and their counts [actual][predicted]. */
export interface ShownClasses {
  readonly classes: readonly number[];
  readonly counts: readonly (readonly number[])[];
  /** How many classes there are. */
  readonly of: number;
}

/** All classes where a page has room for them, else the thirty that have most to do with mistakes, in their order. */
export function shownClasses({ confusion }: Pick<PredictionSummary, 'confusion'>): ShownClasses {
  const all = confusion.map((_, i) => i);
  const mistakes = all.map((i) =>
    all.reduce((sum, j) => sum + (i === j ? 0 : at(confusion, i, j) + at(confusion, j, i)), 0),
  );
  const classes =
    all.length <= MAX_CLASSES
      ? all
      : [...all]
          .sort((a, b) => (mistakes[b] ?? 0) - (mistakes[a] ?? 0))
          .slice(0, MAX_CLASSES)
          .sort((a, b) => a - b);
  return { classes, counts: classes.map((i) => classes.map((j) => at(confusion, i, j))), of: all.length };
}

/** Two classes that are taken for each other. */
export interface ConfusedPair {
  readonly actual: number;
  readonly predicted: number;
  readonly count: number;
}

/** The mistakes that were made most often, the most frequent first: fastai's most_confused. */
export const mostConfused = (
  { confusion }: Pick<PredictionSummary, 'confusion'>,
  count: number,
): readonly ConfusedPair[] =>
  confusion
    .flatMap((row, actual) => row.map((times, predicted) => ({ actual, predicted, count: times })))
    .filter((pair) => pair.actual !== pair.predicted && pair.count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, count);

const at = (confusion: PredictionSummary['confusion'], i: number, j: number): number =>
  confusion[i]?.[j] ?? 0;
