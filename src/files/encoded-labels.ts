import * as E from 'fp-ts/lib/Either.js';
import { namesOfLabel, type Label, type Target } from '../core/index.ts';
import { multiVocabulary } from './multi-vocabulary.ts';
import { vocabulary } from './vocabulary.ts';

/** The classes, and the target of each image. */
export interface EncodedLabels {
  readonly vocab: readonly string[];
  readonly targets: readonly Target[];
}

/** Returns the classes in order, and each label as an index or, if any is a list, each as a list of indices. */
export function encodedLabels(labels: readonly Label[]): EncodedLabels {
  const names = labels.filter((label) => typeof label === 'string');
  if (names.length === labels.length) {
    const { vocab, encoded } = vocabulary(names);
    return { vocab, targets: encoded };
  }
  const found = multiVocabulary(labels.map(namesOfLabel));
  // Without a given vocabulary no label is unknown.
  return E.isRight(found)
    ? { vocab: found.right.vocab, targets: found.right.encoded }
    : { vocab: [], targets: [] };
}
