import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as E from 'fp-ts/Either';
import { catchError, defer, map, throwError, type Observable } from 'rxjs';
import { MillraceError, type NamedArrays, type SavedFile } from '../core/index.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/**
 * Writes weights as a safetensors file. It appears under its name when it is whole: readers see the old one or the new
 * one. Errors with WriteFailed.
 */
export const saveWeightsFile = (path: string, weights: NamedArrays): Observable<SavedFile> =>
  defer(() => written(path, encodeSafetensors(weights))).pipe(
    map((bytes) => ({ path, bytes })),
    catchError((cause: unknown) => {
      const received = messageOf(cause);
      const advice = 'Make room, or choose another folder with --out.';
      const error = { _tag: 'WriteFailed', where: path, expected: 'to write it', received, advice } as const;
      return throwError(() => new MillraceError(error, { cause }));
    }),
  );

/** The weights of a safetensors file of float32 arrays; errors with BadData, also where the file is damaged. */
export const readWeightsFile = (path: string): Observable<NamedArrays> =>
  defer(() => readFile(path)).pipe(
    map(decodeSafetensors),
    catchError((cause: unknown) => [E.left(messageOf(cause))]),
    map((weights) => {
      if (E.isRight(weights)) return weights.right;
      const expected = 'a safetensors file of float32 arrays';
      throw new MillraceError({ _tag: 'BadData', where: path, expected, received: weights.left, advice: '' });
    }),
  );

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

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
