import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { catchError, defer, map, throwError, type Observable } from 'rxjs';
import { MillraceError, type Drawing, type SavedFile } from '../../core/index.ts';
import { messageOf } from '../support/message-of.ts';
import { drawPng } from './draw-png.ts';

/**
 * Draws a page as a PNG file; its folder is made where there is none. The file appears when it is whole. Errors with
 * WriteFailed.
 */
export const saveDrawing = (path: string, drawing: Drawing): Observable<SavedFile> =>
  defer(() => written(path, drawing)).pipe(
    map((bytes) => ({ path, bytes })),
    catchError((cause: unknown) => {
      const received = messageOf(cause);
      const advice = 'Make room, or choose another folder with --out.';
      const error = { _tag: 'WriteFailed', where: path, expected: 'to write it', received, advice } as const;
      return throwError(() => new MillraceError(error, { cause }));
    }),
  );

async function written(path: string, drawing: Drawing): Promise<number> {
  const png = await drawPng(drawing);
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  try {
    await writeFile(part, png);
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true });
    throw cause;
  }
  return png.length;
}
