import {
  classReport,
  groupBy,
  type OneClassScores,
  type PredictedImage,
  type PredictionSummary,
} from '../core/index.ts';

/** A class and its scores. */
export interface ClassRow extends OneClassScores {
  /** Class index. */
  readonly index: number;
}

/** The rows of a table of classes. */
export interface ClassTable {
  readonly rows: readonly ClassRow[];
  /** The number of all classes. */
  readonly of: number;
}

/**
 * Returns precision, recall, F1 and support of each class; of more classes than `max`, those with the lowest F1, classes
 * without images last. Leaves out outputs without a class: they have neither images nor predictions.
 *
 * @param classes the number of classes
 */
export function classTable({ counts }: PredictionSummary, classes: number, max = Infinity): ClassTable {
  const rows = classReport(counts.slice(0, classes)).perClass.map((scores, index) => ({ ...scores, index }));
  if (rows.length <= max) return { rows, of: rows.length };
  const isEmpty = ({ support }: ClassRow): number => (support === 0 ? 1 : 0);
  const lowest = rows
    .toSorted((a, b) => isEmpty(a) - isEmpty(b) || a.f1 - b.f1 || a.index - b.index)
    .slice(0, max);
  return { rows: lowest, of: rows.length };
}

/** The wrong images of a class. */
export interface ClassMistakes {
  /** The class that the images have; -1 for images without a label. */
  readonly index: number;
  readonly mistakes: readonly PredictedImage[];
}

/** Returns every wrong image, by its first class. */
export function mistakesByClass({ mistakes }: PredictionSummary): readonly ClassMistakes[] {
  const byClass = groupBy(mistakes, ({ actual }) => actual[0]?.index ?? -1);
  return [...byClass].sort(([a], [b]) => a - b).map(([index, each]) => ({ index, mistakes: each }));
}
