import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { catchError, defer, throwError, type Observable } from 'rxjs';
import { MillraceError, type DirectoryEntry } from '../core/index.ts';

/** The entries of a folder; links are followed, broken ones are neither file nor folder. */
export const readDirectory = (path: string): Observable<readonly DirectoryEntry[]> =>
  orBadData(path, 'a folder of pictures', async () => {
    const names = await readdir(path);
    return Promise.all(
      names.map(async (name): Promise<DirectoryEntry> => {
        const found = await stat(join(path, name)).catch(() => null);
        const kind =
          found?.isDirectory() === true ? 'directory' : found?.isFile() === true ? 'file' : 'other';
        return { name, kind, identity: found === null ? '' : `${found.dev}:${found.ino}` };
      }),
    );
  });

/** A text file as a whole. */
export const readText = (path: string): Observable<string> =>
  orBadData(path, 'a text file', () => readFile(path, 'utf8'));

const orBadData = <A>(where: string, expected: string, read: () => Promise<A>): Observable<A> =>
  defer(read).pipe(
    catchError((cause: unknown) =>
      throwError(
        () =>
          new MillraceError(
            {
              _tag: 'BadData',
              where,
              expected,
              received: cause instanceof Error ? cause.message : String(cause),
              advice: 'Check the path.',
            },
            { cause },
          ),
      ),
    ),
  );
