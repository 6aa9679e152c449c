import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defer, map, type Observable } from 'rxjs';
import type { FileSink } from '../../core/index.ts';
import { orWriteFailed } from '../support/or-write-failed.ts';
import { replaceFile } from '../support/replace-file.ts';

/** Returns a sink that creates a folder with its first file. Its streams error with WriteFailed if a write fails. */
export const folderSink = (folder: string): FileSink => ({
  write: (name, content) => writing(join(folder, name), (path) => replaceFile(path, Buffer.from(content))),
  append: (name, content) =>
    writing(join(folder, name), async (path) => {
      await mkdir(folder, { recursive: true });
      await appendFile(path, content);
    }),
});

const writing = (path: string, write: (path: string) => Promise<unknown>): Observable<void> =>
  defer(() => write(path)).pipe(
    map(() => undefined),
    orWriteFailed(path),
  );
