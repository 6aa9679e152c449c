import { defer, map, type Observable } from 'rxjs';
import type { Drawing, SavedFile } from '../../core/index.ts';
import { orWriteFailed } from '../support/or-write-failed.ts';
import { replaceFile } from '../support/replace-file.ts';
import { drawPng } from './draw-png.ts';

/**
 * Renders a page to a PNG file, creating its folder if necessary. Replaces the file atomically. Errors with WriteFailed
 * if it cannot be written.
 */
export const saveDrawing = (path: string, drawing: Drawing): Observable<SavedFile> =>
  defer(async () => replaceFile(path, [await drawPng(drawing)])).pipe(
    map((bytes) => ({ path, bytes })),
    orWriteFailed(path),
  );
