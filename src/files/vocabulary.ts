import { byCodePoint } from './by-code-point.ts';

/** How the list of classes is made. */
export interface VocabularyConfig {
  /** True (the default): numbers by value, texts by code point. False: in the order of first appearance. */
  readonly sort?: boolean;
  /** True: `#na#` comes first, and stands for whatever is in no class. False is the default. */
  readonly addNa?: boolean;
}

/** The classes, and the position of each label among them. */
export interface Vocabulary<L extends string | number> {
  readonly vocab: readonly (L | '#na#')[];
  readonly encoded: readonly number[];
}

/** The distinct labels in order, and every label as a position in that list: fastai's `CategoryMap`. */
export function vocabulary<L extends string | number>(
  labels: readonly L[],
  { sort = true, addNa = false }: VocabularyConfig = {},
): Vocabulary<L> {
  const distinct = [...new Set(labels)];
  const classes = sort ? distinct.sort(byValue) : distinct;
  const vocab = addNa ? (['#na#', ...classes] as const) : classes;
  const positions = new Map<L | '#na#', number>(vocab.map((label, i) => [label, i]));
  return { vocab, encoded: labels.map((label) => positions.get(label) ?? 0) };
}

const byValue = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : byCodePoint(String(a), String(b));
