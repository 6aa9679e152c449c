import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { defer, map, type Observable } from 'rxjs';
import type { Drawing, SavedFile } from '../../core/index.ts';
import { orWriteFailed } from '../support/or-write-failed.ts';
import { drawPng } from './draw-png.ts';

/**
 * Renders a page to a PNG file, creating its folder if necessary. Replaces the file atomically. Errors with WriteFailed
 * if it cannot be written.
 */
export const saveDrawing = (path: string, drawing: Drawing): Observable<SavedFile> =>
  defer(() => writePng(path, drawing)).pipe(
    map((bytes) => ({ path, bytes })),
    orWriteFailed(path),
  );

async function writePng(path: string, drawing: Drawing): Promise<number> {
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
