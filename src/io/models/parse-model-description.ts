import * as E from 'fp-ts/lib/Either.js';
import { isRecord, isShallow, MAX_SHORT_SIDE, type ModelDescription } from '../../core/index.ts';
import { areChannels } from './are-channels.ts';

/** The values of fields that older versions did not write. */
const OLDER: Pick<ModelDescription, 'task' | 'preparation'> = {
  task: { kind: 'single-label' },
  preparation: null,
};

/** Parses and validates the JSON description of a model, which any program may have written. Left: what is wrong. */
export function parseModelDescription(text: string): E.Either<string, ModelDescription> {
  const parsed = E.tryCatch(
    () => JSON.parse(text) as unknown,
    () => 'a network description that is not JSON',
  );
  if (E.isLeft(parsed)) return parsed;
  const description: Unchecked<ModelDescription> = isRecord(parsed.right)
    ? { ...OLDER, ...parsed.right }
    : {};
  const wrong = (Object.keys(fields) as readonly (keyof ModelDescription)[]).find(
    (name) => !fields[name](description[name]),
  );
  if (wrong !== undefined) return E.left(`a network description without a valid ${wrong}`);
  const { vocab, outputs } = description as ModelDescription;
  return vocab.length <= outputs
    ? E.right(description as ModelDescription)
    : E.left(`a network description of ${vocab.length} classes, but ${outputs} outputs`);
}

type Unchecked<T> = { readonly [Name in keyof T]?: unknown };

const isCount = (value: unknown, max: number): boolean =>
  Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= max;

/** More than any data set has; a greater number would only fill the memory. */
const MAX_OUTPUTS = 1_000_000;

/** More than any pipeline has. */
const MAX_TRANSFORMS = 1000;

/** Whether a value is a list of transforms. Their settings are checked when one is built from them. */
const isTransforms = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length <= MAX_TRANSFORMS &&
  value.every((each) => isRecord(each) && typeof each['name'] === 'string' && isRecord(each['settings']));

const isHead = (value: unknown): boolean => {
  if (!isRecord(value)) return false;
  const { kind, dropout, hidden = 1 } = value;
  return (
    (kind === 'linear' || kind === 'fastai') &&
    typeof dropout === 'number' &&
    dropout >= 0 &&
    dropout < 1 &&
    isCount(hidden, MAX_OUTPUTS)
  );
};

const fields: Readonly<Record<keyof ModelDescription, (value: unknown) => boolean>> = {
  architecture: (value) => typeof value === 'string',
  outputs: (value) => isCount(value, MAX_OUTPUTS),
  head: (value) => value === undefined || isHead(value),
  vocab: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
  size: (value) =>
    Array.isArray(value) && value.length === 2 && value.every((side) => isCount(side, MAX_SHORT_SIDE)),
  normalization: (value) => {
    if (value === null) return true;
    return (
      isRecord(value) &&
      areChannels(value['mean'], () => true) &&
      areChannels(value['std'], (deviation) => deviation > 0)
    );
  },
  task: (value) => {
    if (!isRecord(value)) return false;
    const { kind, threshold } = value;
    return (
      kind === 'single-label' ||
      (kind === 'multi-label' && typeof threshold === 'number' && threshold >= 0 && threshold <= 1)
    );
  },
  preparation: (value) => {
    if (value === null) return true;
    return isRecord(value) && isTransforms(value['item']) && isTransforms(value['batch']) && isShallow(value);
  },
};
