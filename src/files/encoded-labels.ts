import * as E from 'fp-ts/lib/Either.js';
import { at, badData, MillraceError, namesOfLabel, type Label, type Target } from '../core/index.ts';
import { multiVocabulary } from './multi-vocabulary.ts';
import { vocabulary } from './vocabulary.ts';

/** The classes, and the label and the target of each image. */
export interface EncodedLabels {
  readonly vocab: readonly string[];
  /** As given or, if any is a list, each as a list: sorted as the classes, without repetitions. */
  readonly labels: readonly Label[];
  readonly targets: readonly Target[];
}

/**
 * Returns the classes in order, and each label as an index or, if any is a list, each as a list of indices. Throws BadData
 * for a label that is not among the given classes.
 *
 * @param given the classes of a model, which include all labels; by default the labels that occur
 */
export function encodedLabels(labels: readonly Label[], given?: readonly string[]): EncodedLabels {
  const names = labels.filter((label) => typeof label === 'string');
  if (names.length === labels.length && given === undefined) {
    const { vocab, encoded } = vocabulary(names);
    return { vocab, labels, targets: encoded };
  }
  const found = multiVocabulary(labels.map(namesOfLabel), { vocab: given });
  if (E.isLeft(found))
    throw new MillraceError(badData('labels', 'classes of the model', found.left.join(', ')));
  const { vocab, encoded } = found.right;
  return names.length === labels.length
    ? { vocab, labels, targets: encoded.map((indices) => at(indices, 0)) }
    : { vocab, labels: encoded.map((indices) => indices.map((i) => at(vocab, i))), targets: encoded };
}
