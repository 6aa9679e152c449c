import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defer, type Observable } from 'rxjs';
import { ifMissing } from '../../io/support/index.ts';

/** The size of a file or folder, and its last use. */
export interface FolderUse {
  readonly bytes: number;
  /** The last access or change of a file in milliseconds since 1970, as far as the file system records it; null without files. */
  readonly lastUsed: number | null;
}

/**
 * Emits the use of a file, or of a folder and everything in it; zero bytes if it is missing. Does not follow links. Errors
 * as the file system does, for example if a folder cannot be read.
 */
export const folderUse = (path: string): Observable<FolderUse> =>
  defer(async () => {
    const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(
      ifMissing<Dirent[]>([], 'ENOTDIR'),
    );
    let use = await fileUse(path);
    for (const entry of entries)
      if (entry.isFile()) use = addUse(use, await fileUse(join(entry.parentPath, entry.name)));
    return use;
  });

const NO_USE: FolderUse = { bytes: 0, lastUsed: null };

/** Returns zero bytes for a missing file, and for anything but a file. */
const fileUse = (path: string): Promise<FolderUse> =>
  lstat(path).then(
    (file) => (file.isFile() ? { bytes: file.size, lastUsed: Math.max(file.atimeMs, file.mtimeMs) } : NO_USE),
    ifMissing(NO_USE, 'ENOTDIR'),
  );

const addUse = (a: FolderUse, b: FolderUse): FolderUse => ({
  bytes: a.bytes + b.bytes,
  lastUsed: a.lastUsed === null ? b.lastUsed : Math.max(a.lastUsed, b.lastUsed ?? 0),
});
