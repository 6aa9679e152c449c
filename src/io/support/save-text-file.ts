import { defer, map, type Observable } from 'rxjs';
import type { SavedFile } from '../../core/index.ts';
import { orWriteFailed } from './or-write-failed.ts';
import { replaceFile } from './replace-file.ts';

/** Replaces a text file atomically, and emits its path and size; errors with WriteFailed. */
export const saveTextFile = (path: string, text: string): Observable<SavedFile> =>
  defer(() => replaceFile(path, [Buffer.from(text)])).pipe(
    map((bytes) => ({ path, bytes })),
    orWriteFailed(path),
  );
