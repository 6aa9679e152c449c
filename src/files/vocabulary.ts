import { valueAt } from '../core/index.ts';
import { byCodePoint } from './by-code-point.ts';

/** Options of {@link vocabulary}. */
export interface VocabularyConfig {
  /** True (the default) sorts numbers by value and strings by code point. False keeps the order of first appearance. */
  readonly sort?: boolean;
  /** True puts `#na#`, the class of labels outside the vocabulary, first. Default false. */
  readonly addNa?: boolean;
}

/** The classes, and the position of each label among them. */
export interface Vocabulary<L extends string | number> {
  readonly vocab: readonly (L | '#na#')[];
  readonly encoded: readonly number[];
}

/**
 * Returns the distinct labels in order, and each label as a position in that list: fastai's CategoryMap.
 *
 * @param labels one per image
 * @param options the order of the classes
 * @category Files
 */
export function vocabulary<L extends string | number>(
  labels: readonly L[],
  { sort = true, addNa = false }: VocabularyConfig = {},
): Vocabulary<L> {
  const distinct = [...new Set(labels)];
  const classes = sort ? distinct.sort(byValue) : distinct;
  const vocab = addNa ? (['#na#', ...classes] as const) : classes;
  const positions = new Map<L | '#na#', number>(vocab.map((label, i) => [label, i]));
  return { vocab, encoded: labels.map((label) => valueAt(positions, label)) };
}

const byValue = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : byCodePoint(String(a), String(b));
