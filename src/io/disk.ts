import { statSync, type Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { catchError, defer, throwError, type Observable } from 'rxjs';
import { badData, MillraceError, type Capabilities, type DirectoryEntry } from '../core/index.ts';
import { fileContents } from './file-contents.ts';
import { errorCode, messageOf } from './support/message-of.ts';

/** The capabilities that read folders and files. */
export type Disk = Pick<Capabilities, 'readDirectory' | 'readText' | 'contents'>;

/**
 * The disk of this machine. `readDirectory` follows symbolic links and identifies folders by device and inode.
 */
export const liveDisk: Disk = {
  readDirectory: (path) =>
    defer(() => entriesOf(path)).pipe(catchError((cause: unknown) => unreadable(path, 'a folder', cause))),
  readText: (path) =>
    defer(() => readFile(path, 'utf8')).pipe(
      catchError((cause: unknown) => unreadable(path, 'a text file', cause)),
    ),
  contents: fileContents,
};

async function entriesOf(path: string): Promise<readonly DirectoryEntry[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return Promise.all([statEntry(path, '.'), ...entries.map((entry) => entryOf(path, entry))]);
}

const entryOf = (folder: string, entry: Dirent): DirectoryEntry | Promise<DirectoryEntry> =>
  entry.isFile() ? { name: entry.name, kind: 'file', identity: '' } : statEntry(folder, entry.name);

/** Errors of a link to something that is not there, or to itself. */
const LEADS_NOWHERE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

async function statEntry(folder: string, name: string): Promise<DirectoryEntry> {
  // Inode numbers may exceed the safe integers.
  const found = await stat(join(folder, name), { bigint: true }).catch((cause: unknown) =>
    LEADS_NOWHERE.has(errorCode(cause) ?? '') ? 'broken link' : 'unreadable',
  );
  if (typeof found === 'string') return { name, kind: found, identity: '' };
  const kind = found.isDirectory() ? 'directory' : found.isFile() ? 'file' : 'other';
  return { name, kind, identity: `${String(found.dev)}:${String(found.ino)}` };
}

const unreadable = (path: string, expected: string, cause: unknown): Observable<never> =>
  throwError(
    () =>
      new MillraceError(badData(resolve(path), expected, messageOf(cause, path), 'Check the path.'), {
        cause,
      }),
  );

/** Returns whether the path is a file, or a link to one. */
export const isFile = (path: string): boolean => statAt(path)?.isFile() ?? false;

/** Returns whether the path is a folder, or a link to one. */
export const isFolder = (path: string): boolean => statAt(path)?.isDirectory() ?? false;

/** Returns null if the path does not exist or cannot be reached. */
function statAt(path: string) {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
