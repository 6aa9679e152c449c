import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { catchError, concatMap, defer, from, map, of, type Observable } from 'rxjs';
import {
  badData,
  MillraceError,
  writeFailed,
  type ModelDescription,
  type SavedFile,
  type ReadModel,
  type SavedModel,
  type WhichModel,
} from '../../core/index.ts';
import { PREFIX } from '../../core/safetensors/index.ts';
import { DESCRIPTION, descriptionIn, MODEL_FILES, notFinite } from './model-contents.ts';
import {
  decodeMetadata,
  decodeSafetensors,
  encodeSafetensors,
  headerBytes,
  type SafetensorsFile,
} from './safetensors.ts';
import { isFile } from '../disk.ts';
import { diskWrites, type DiskWrites } from '../support/disk-writes.ts';
import { messageOf } from '../support/message-of.ts';
import { orWriteFailed } from '../support/or-write-failed.ts';
import { replaceFile } from '../support/replace-file.ts';

/**
 * Writes a model into a run folder, under the name of the last or of the best epoch. `first` is the last epoch so far, and
 * removes a best model that an earlier run left in the same folder.
 */
export function saveModelIn(
  folder: string,
  model: SavedModel,
  which: WhichModel | 'first' = 'last',
  disk: DiskWrites = diskWrites,
): Observable<SavedFile> {
  const saved = saveModelFile(join(folder, MODEL_FILES[which === 'first' ? 'last' : which]), model, disk);
  if (which !== 'first') return saved;
  const stale = join(folder, MODEL_FILES.best);
  return defer(() => disk.remove(stale)).pipe(
    orWriteFailed(stale),
    concatMap(() => saved),
  );
}

/**
 * Writes a model as a safetensors file, with its description in the metadata. Replaces the file atomically: readers see
 * the old or the new one. Errors with WriteFailed if it cannot be written, or if a weight is not finite.
 */
function saveModelFile(
  path: string,
  { description, weights }: SavedModel,
  disk: DiskWrites,
): Observable<SavedFile> {
  const metadata = { format: 'millrace', [DESCRIPTION]: JSON.stringify(description) };
  return defer(() => {
    const wrong = notFinite(weights);
    if (wrong !== undefined)
      throw new MillraceError(writeFailed(path, 'finite weights', wrong, 'Use a smaller --lr.'));
    return from(replaceFile(path, encodeSafetensors({ arrays: weights, metadata }), { disk })).pipe(
      map((bytes) => ({ path, bytes })),
      orWriteFailed(path),
    );
  });
}

/**
 * Emits the model in a run folder, by default that of the best epoch if there is one, or in a safetensors file that
 * Millrace wrote. Errors with BadData if there is no such file, if it is damaged or a weight is not finite, or if it lacks
 * a valid description of the network.
 */
export const readModelFile = (path: string, which: WhichModel = 'best'): Observable<ReadModel> =>
  defer(async () => {
    const file = await modelPath(path, which);
    const model = E.flatMap(modelOf)(decodeSafetensors(await readFile(file)));
    return E.map((read: SavedModel): ReadModel => ({ ...read, path: file }))(model);
  }).pipe(
    catchError((cause: unknown) => of(E.left(messageOf(cause, path)))),
    map((model) => {
      if (E.isRight(model)) return model.right;
      throw new MillraceError(
        badData(
          path,
          `a run folder with ${MODEL_FILES.last}, or the file itself`,
          model.left,
          'Choose a finished run. Runs are under runs/, or in the folder that --out named.',
        ),
      );
    }),
  );

async function modelPath(path: string, which: WhichModel): Promise<string> {
  if (!(await stat(path)).isDirectory()) return path;
  const best = join(path, MODEL_FILES.best);
  return which === 'best' && existsSync(best) ? best : join(path, MODEL_FILES.last);
}

function modelOf({ arrays, metadata }: SafetensorsFile): E.Either<string, SavedModel> {
  const description = descriptionIn(metadata);
  if (E.isLeft(description)) return description;
  const wrong = notFinite(arrays);
  return wrong === undefined ? E.right({ description: description.right, weights: arrays }) : E.left(wrong);
}

/** Returns whether a run folder holds a model. A file may be one. */
export const hasModel = (path: string): boolean => isFile(path) || existsSync(join(path, MODEL_FILES.last));

/**
 * Returns the description in a model file, or in that of a run folder; reads only its header. Null if it cannot be read:
 * {@link readModelFile} reports why.
 */
export const readModelDescription = (path: string): ModelDescription | null =>
  pipe(
    E.tryCatch(
      () => readHeader(isFile(path) ? path : join(path, MODEL_FILES.last)),
      (cause) => messageOf(cause, path),
    ),
    E.flatMap(decodeMetadata),
    E.flatMap(descriptionIn),
    E.getOrElse((): ModelDescription | null => null),
  );

/** Reads the bytes before the values. */
function readHeader(file: string): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    const read = (length: number): Uint8Array => {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, 0));
    };
    return read(headerBytes(read(PREFIX)));
  } finally {
    closeSync(descriptor);
  }
}
