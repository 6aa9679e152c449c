import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defer, map, type Observable } from 'rxjs';
import type { FileSink } from '../../core/index.ts';
import { orWriteFailed } from '../support/or-write-failed.ts';

/** Returns a sink that creates a folder with its first file. Its streams error with WriteFailed if a write fails. */
export const folderSink = (folder: string): FileSink => ({
  /** Replaces the file atomically: readers see the old or the new one. */
  write: (name: string, content: string | Uint8Array): Observable<void> =>
    writing(folder, name, async (path) => {
      await writeFile(`${path}.part`, content);
      await rename(`${path}.part`, path);
    }),
  append: (name: string, content: string | Uint8Array): Observable<void> =>
    writing(folder, name, (path) => appendFile(path, content)),
});

const writing = (folder: string, name: string, act: (path: string) => Promise<void>): Observable<void> =>
  defer(async () => {
    await mkdir(folder, { recursive: true });
    await act(join(folder, name));
  }).pipe(
    map(() => undefined),
    orWriteFailed(join(folder, name)),
  );
