import { statSync, type Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { catchError, defer, throwError, type Observable } from 'rxjs';
import { MillraceError, type Capabilities, type DirectoryEntry } from '../core/index.ts';

/** The part of the world that is files. */
export type Disk = Pick<Capabilities, 'readDirectory' | 'readText'>;

/**
 * The disk of this machine. `readDirectory` follows links (a broken one is of kind `other`), and tells the folder
 * itself too, under the name `.`: folders are known by device and inode.
 */
export const liveDisk: Disk = {
  readDirectory: (path) =>
    defer(() => entriesOf(path)).pipe(catchError((cause: unknown) => unreadable(path, 'a folder', cause))),
  readText: (path) =>
    defer(() => readFile(path, 'utf8')).pipe(
      catchError((cause: unknown) => unreadable(path, 'a text file', cause)),
    ),
};

async function entriesOf(path: string): Promise<readonly DirectoryEntry[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return Promise.all([described(path, '.'), ...entries.map((entry) => entryOf(path, entry))]);
}

const entryOf = (folder: string, entry: Dirent): DirectoryEntry | Promise<DirectoryEntry> =>
  entry.isFile() ? { name: entry.name, kind: 'file', identity: '' } : described(folder, entry.name);

async function described(folder: string, name: string): Promise<DirectoryEntry> {
  // Inode numbers may be beyond what a double holds.
  const found = await stat(join(folder, name), { bigint: true }).catch(() => undefined);
  const kind = found?.isDirectory() === true ? 'directory' : found?.isFile() === true ? 'file' : 'other';
  const identity = found === undefined ? '' : `${String(found.dev)}:${String(found.ino)}`;
  return { name, kind, identity };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'nothing at that path',
  ENOTDIR: 'a file',
  EISDIR: 'a folder',
  EACCES: 'no permission to read it',
};

const unreadable = (path: string, expected: string, cause: unknown): Observable<never> => {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  const received = reasons[code] ?? message;
  const error = {
    _tag: 'BadData',
    where: resolve(path),
    expected,
    received,
    advice: 'Check the path.',
  } as const;
  return throwError(() => new MillraceError(error, { cause }));
};

/** Whether there is a file at a path (or a link to one). */
export const isFile = (path: string): boolean => statAt(path)?.isFile() ?? false;

/** Whether there is a folder at a path (or a link to one). */
export const isFolder = (path: string): boolean => statAt(path)?.isDirectory() ?? false;

/** Null if the path does not exist, or if a part of it is a file. */
function statAt(path: string) {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
