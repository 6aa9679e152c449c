import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { catchError, defer, map, throwError, type Observable } from 'rxjs';
import { MillraceError } from '../core/index.ts';
import { messageOf } from './support/message-of.ts';

/** Writes text files; what reports are recorded into. */
export interface FolderSink {
  readonly write: (name: string, text: string) => Observable<void>;
  readonly append: (name: string, text: string) => Observable<void>;
}

/** Text files in a folder, which is made when the first is written; errors with WriteFailed. */
export const folderSink = (folder: string): FolderSink => ({
  /** Replaces a file as a whole: readers see the old or the new one. */
  write: (name: string, text: string): Observable<void> =>
    writing(folder, name, async (path) => {
      await writeFile(`${path}.part`, text);
      await rename(`${path}.part`, path);
    }),
  append: (name: string, text: string): Observable<void> =>
    writing(folder, name, (path) => appendFile(path, text)),
});

const writing = (folder: string, name: string, act: (path: string) => Promise<void>): Observable<void> =>
  defer(async () => {
    await mkdir(folder, { recursive: true });
    await act(join(folder, name));
  }).pipe(
    map(() => undefined),
    catchError((cause: unknown) =>
      throwError(
        () =>
          new MillraceError(
            {
              _tag: 'WriteFailed',
              where: join(folder, name),
              expected: 'to write it',
              received: messageOf(cause),
              advice: 'Choose another folder with --out.',
            },
            { cause },
          ),
      ),
    ),
  );
