import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { catchError, defer, from, map, of, type Observable } from 'rxjs';
import {
  badData,
  MillraceError,
  writeFailed,
  type ModelDescription,
  type SavedFile,
  type SavedModel,
  type StateDict,
} from '../../core/index.ts';
import { parseModelDescription } from './parse-model-description.ts';
import { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from './safetensors.ts';
import { messageOf } from '../support/message-of.ts';
import { orWriteFailed } from '../support/or-write-failed.ts';
import { replaceFile } from '../support/replace-file.ts';

/** The file name of the model in a run folder. */
const MODEL_NAME = 'model.safetensors';

/** The key of the model's description in the metadata of the file. */
const DESCRIPTION = 'description';

/**
 * Writes a model to a run folder as a safetensors file, with its description in the metadata. Replaces the file
 * atomically: readers see the old or the new one. Errors with WriteFailed if it cannot be written, or if a weight is not
 * finite.
 */
export function saveModelFile(folder: string, { description, weights }: SavedModel): Observable<SavedFile> {
  const path = join(folder, MODEL_NAME);
  const metadata = { format: 'millrace', [DESCRIPTION]: JSON.stringify(description) };
  return defer(() => {
    const wrong = notFinite(weights);
    if (wrong !== undefined)
      throw new MillraceError(writeFailed(path, 'finite weights', wrong, 'Use a smaller --lr.'));
    return from(replaceFile(path, ...encodeSafetensors({ arrays: weights, metadata }))).pipe(
      map((bytes) => ({ path, bytes })),
      orWriteFailed(path),
    );
  });
}

/**
 * Emits the model in a run folder, or in a safetensors file that Millrace wrote. Errors with BadData if there is no such
 * file, if it is damaged or a weight is not finite, or if it lacks a valid description of the network.
 */
export const readModelFile = (path: string): Observable<SavedModel> =>
  defer(() => readModelBytes(path)).pipe(
    map(decodeSafetensors),
    catchError((cause: unknown) => of(E.left(messageOf(cause, path)))),
    map(E.flatMap(modelOf)),
    map((model) => {
      if (E.isRight(model)) return model.right;
      throw new MillraceError(
        badData(
          path,
          `a run folder with ${MODEL_NAME}, or the file itself`,
          model.left,
          'Choose a finished run. Runs are under runs/, or in the folder that --out named.',
        ),
      );
    }),
  );

const readModelBytes = async (path: string): Promise<Uint8Array> =>
  readFile((await stat(path)).isDirectory() ? join(path, MODEL_NAME) : path);

function modelOf({ arrays, metadata }: SafetensorsFile): E.Either<string, SavedModel> {
  const text = metadata[DESCRIPTION];
  if (text === undefined) return E.left('safetensors without Millrace metadata');
  const wrong = notFinite(arrays);
  if (wrong !== undefined) return E.left(wrong);
  return E.map((description: ModelDescription) => ({ description, weights: arrays }))(
    parseModelDescription(text),
  );
}

/** Returns the first array with a number that is not finite, as part of a message; undefined if all are. */
function notFinite(arrays: StateDict): string | undefined {
  // Zero times a number is 0 if it is finite, else NaN: faster than testing millions of numbers.
  const found = [...arrays].find(([, { data }]) => data.reduce((sum, value) => sum + 0 * value, 0) !== 0);
  return found === undefined ? undefined : `numbers that are not finite in ${found[0]}`;
}

/** Returns whether a run folder holds a model. */
export const hasModel = (runFolder: string): boolean => existsSync(join(runFolder, MODEL_NAME));
