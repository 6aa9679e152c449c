import * as E from 'fp-ts/lib/Either.js';
import { vocabulary } from './vocabulary.ts';

/** Options of {@link multiVocabulary}. */
export interface MultiVocabularyConfig {
  /** The classes, in order; by default all labels, sorted by code point. */
  readonly vocab?: readonly string[] | undefined;
  /** True puts `#na#` first. Default false. */
  readonly addNa?: boolean;
}

/** The classes, and the positions of the labels of each image among them. */
export interface MultiVocabulary {
  readonly vocab: readonly string[];
  /** Ascending; a label that occurs twice counts once. */
  readonly encoded: readonly (readonly number[])[];
}

/**
 * Returns the distinct labels in order, and each list of labels as positions among them: fastai's MultiCategorize. Left:
 * the labels that are not in the given vocabulary.
 *
 * @param labels one list per image
 * @param options the classes
 * @category Files
 */
export function multiVocabulary(
  labels: readonly (readonly string[])[],
  { vocab: given, addNa = false }: MultiVocabularyConfig = {},
): E.Either<readonly string[], MultiVocabulary> {
  const vocab = given ?? vocabulary(labels.flat(), { addNa }).vocab;
  const positions = new Map(vocab.map((name, i) => [name, i]));
  const unknown = new Set(labels.flat().filter((name) => !positions.has(name)));
  if (unknown.size > 0) return E.left([...unknown]);
  return E.right({
    vocab,
    encoded: labels.map((names) =>
      [...new Set(names.flatMap((name) => positions.get(name) ?? []))].sort((a, b) => a - b),
    ),
  });
}

/**
 * Returns the labels in a text, for example `cat dog` with the delimiter ` `: none if it is empty (fastai's ColReader with
 * label_delim).
 *
 * @category Files
 */
export const splitLabels = (text: string, delimiter: string): readonly string[] =>
  text === '' ? [] : text.split(delimiter);
