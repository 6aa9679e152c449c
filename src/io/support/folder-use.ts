import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defer, type Observable } from 'rxjs';

/** How much a file or folder holds, and when somebody last used it. */
export interface FolderUse {
  readonly bytes: number;
  /** Milliseconds since 1970: the last access or change of a file, as far as the file system records it; null for none. */
  readonly lastUsed: number | null;
}

/** Sums up a file, or a folder and everything in it; nothing if there is none. Links are not followed. */
export const folderUse = (path: string): Observable<FolderUse> =>
  defer(async () => {
    const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const found = await Promise.all([path, ...files].map(useOf));
    return found.reduce(together, NOTHING);
  });

const NOTHING: FolderUse = { bytes: 0, lastUsed: null };

/** Of a file; nothing for anything else, and for a file that is gone. */
const useOf = (path: string): Promise<FolderUse> =>
  lstat(path).then(
    (found) =>
      found.isFile() ? { bytes: found.size, lastUsed: Math.max(found.atimeMs, found.mtimeMs) } : NOTHING,
    () => NOTHING,
  );

const together = (a: FolderUse, b: FolderUse): FolderUse => ({
  bytes: a.bytes + b.bytes,
  lastUsed: a.lastUsed === null ? b.lastUsed : Math.max(a.lastUsed, b.lastUsed ?? 0),
});
