import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { catchError, defer, map, of, type Observable } from 'rxjs';
import {
  badData,
  MillraceError,
  type ModelDescription,
  type SavedFile,
  type SavedModel,
} from '../../core/index.ts';
import { modelDescriptionOf } from './model-description-of.ts';
import { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from './safetensors.ts';
import { messageOf } from '../support/message-of.ts';
import { orWriteFailed } from '../support/or-write-failed.ts';

/** The name of a run's model, in its folder. */
const MODEL_NAME = 'model.safetensors';

/** Under which the description is among the file's metadata. */
const DESCRIPTION = 'description';

/**
 * Writes the model of a run as a safetensors file in its folder, the description among the metadata. It appears under
 * its name when it is whole: readers see the old one or the new one. Errors with WriteFailed.
 */
export function saveModelFile(folder: string, { description, weights }: SavedModel): Observable<SavedFile> {
  const path = join(folder, MODEL_NAME);
  const metadata = { format: 'millrace', [DESCRIPTION]: JSON.stringify(description) };
  return defer(() => written(path, encodeSafetensors({ arrays: weights, metadata }))).pipe(
    map((bytes) => ({ path, bytes })),
    orWriteFailed(path),
  );
}

/**
 * The model of a run's folder, or of a safetensors file that Millrace wrote; errors with BadData, also where the file is
 * damaged, tells nothing about its network, or tells it in another way.
 */
export const readModelFile = (path: string): Observable<SavedModel> =>
  defer(() => contentOf(path)).pipe(
    map(decodeSafetensors),
    catchError((cause: unknown) => of(E.left(messageOf(cause)))),
    map(E.chain(modelOf)),
    map((model) => {
      if (E.isRight(model)) return model.right;
      throw new MillraceError(
        badData(
          path,
          `a run's folder with ${MODEL_NAME}, or such a file`,
          model.left,
          'Name a run that has ended: its folder is under runs/, or where --out said.',
        ),
      );
    }),
  );

const contentOf = async (path: string): Promise<Uint8Array> =>
  readFile((await stat(path)).isDirectory() ? join(path, MODEL_NAME) : path);

function modelOf({ arrays, metadata }: SafetensorsFile): E.Either<string, SavedModel> {
  const text = metadata[DESCRIPTION];
  if (text === undefined) return E.left('weights without a description of their network');
  return E.map((description: ModelDescription) => ({ description, weights: arrays }))(
    modelDescriptionOf(text),
  );
}

async function written(path: string, parts: readonly Uint8Array[]): Promise<number> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}`);
  try {
    const file = await open(temporary, 'wx');
    try {
      for (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** Whether a run has saved its model in its folder. */
export const hasModel = (runFolder: string): boolean => existsSync(join(runFolder, MODEL_NAME));
