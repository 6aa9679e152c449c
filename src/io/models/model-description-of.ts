import * as E from 'fp-ts/lib/Either.js';
import type { ChannelStats, ModelDescription } from '../../core/index.ts';

/** The description of a model from its JSON. Left: what is wrong with it; whoever else wrote the text is not trusted. */
export function modelDescriptionOf(text: string): E.Either<string, ModelDescription> {
  const parsed = E.tryCatch(
    () => JSON.parse(text) as unknown,
    () => 'a description of its network that is not JSON',
  );
  if (E.isLeft(parsed)) return parsed;
  const description = (parsed.right ?? {}) as Unchecked<ModelDescription>;
  const wrong = (Object.keys(fields) as readonly (keyof ModelDescription)[]).find(
    (name) => !fields[name](description[name]),
  );
  return wrong === undefined
    ? E.right(description as ModelDescription)
    : E.left(`a description of its network without a usable ${wrong}`);
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
    if (typeof value !== 'object') return false;
    const { mean, std } = (value ?? { mean: [], std: [] }) as Unchecked<ChannelStats>;
    return isNumbers(mean) && isNumbers(std);
  },
};
