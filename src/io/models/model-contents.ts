import * as E from 'fp-ts/lib/Either.js';
import type { ModelDescription, StateDict } from '../../core/index.ts';
import { parseModelDescription } from './parse-model-description.ts';
import type { SafetensorsFile } from './safetensors.ts';

/** The file names of the models in a run folder. */
export const MODEL_FILES = { last: 'model.safetensors', best: 'best.safetensors' } as const;

/** The key of the model's description in the metadata of the file. */
export const DESCRIPTION = 'description';

/** Returns the description in the metadata of a file. Left: why there is none. */
export function descriptionIn(metadata: SafetensorsFile['metadata']): E.Either<string, ModelDescription> {
  const text = metadata[DESCRIPTION];
  return text === undefined ? E.left('safetensors without Millrace metadata') : parseModelDescription(text);
}

/** Returns the first array with a number that is not finite, as part of a message; undefined if all are. */
export function notFinite(arrays: StateDict): string | undefined {
  // Zero times a number is 0 if it is finite, else NaN: faster than testing millions of numbers.
  const found = [...arrays].find(([, { data }]) => data.reduce((sum, value) => sum + 0 * value, 0) !== 0);
  return found === undefined ? undefined : `numbers that are not finite in ${found[0]}`;
}
