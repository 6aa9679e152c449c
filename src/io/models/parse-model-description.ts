import * as E from 'fp-ts/lib/Either.js';
import { isRecord, type ModelDescription } from '../../core/index.ts';

/** Parses and validates the JSON description of a model, which any program may have written. Left: what is wrong. */
export function parseModelDescription(text: string): E.Either<string, ModelDescription> {
  const parsed = E.tryCatch(
    () => JSON.parse(text) as unknown,
    () => 'a network description that is not JSON',
  );
  if (E.isLeft(parsed)) return parsed;
  const description: Unchecked<ModelDescription> = isRecord(parsed.right) ? parsed.right : {};
  const wrong = (Object.keys(fields) as readonly (keyof ModelDescription)[]).find(
    (name) => !fields[name](description[name]),
  );
  return wrong === undefined
    ? E.right(description as ModelDescription)
    : E.left(`a network description without a valid ${wrong}`);
}

type Unchecked<T> = { readonly [Name in keyof T]?: unknown };

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0;

const isNumbers = (value: unknown): boolean =>
  Array.isArray(value) && value.every((number) => Number.isFinite(number));

const fields: Readonly<Record<keyof ModelDescription, (value: unknown) => boolean>> = {
  architecture: (value) => typeof value === 'string',
  outputs: isCount,
  vocab: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
  size: (value) => Array.isArray(value) && value.length === 2 && value.every(isCount),
  normalization: (value) => {
    if (value === null) return true;
    return isRecord(value) && isNumbers(value['mean']) && isNumbers(value['std']);
  },
};
