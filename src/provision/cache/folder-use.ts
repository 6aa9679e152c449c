import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defer, type Observable } from 'rxjs';

/** How much a file or folder holds, and when somebody last used it. */
export interface FolderUse {
  readonly bytes: number;
  /** Milliseconds since 1970: the last access or change of a file, as far as the file system records it; null for none. */
  readonly lastUsed: number | null;
}

/**
 * Sums up a file, or a folder and everything in it; nothing if it is missing. Links are not followed. Errors as the file
 * system does, for example for a folder that cannot be read.
 */
export const folderUse = (path: string): Observable<FolderUse> =>
  defer(async () => {
    const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(
      ifMissing<Dirent[]>([], 'ENOTDIR'),
    );
    let use = await useOf(path);
    for (const entry of entries)
      if (entry.isFile()) use = together(use, await useOf(join(entry.parentPath, entry.name)));
    return use;
  });

/** A handler of file system errors: the value if the file is missing (or for another code); otherwise it rethrows. */
export const ifMissing =
  <A>(value: A, ...codes: readonly string[]) =>
  (error: unknown): A => {
    if (error instanceof Error && 'code' in error && ['ENOENT', ...codes].includes(String(error.code)))
      return value;
    throw error;
  };

const NOTHING: FolderUse = { bytes: 0, lastUsed: null };

/** Of a file; nothing for anything else, and for a file that is gone. */
const useOf = (path: string): Promise<FolderUse> =>
  lstat(path).then(
    (found) =>
      found.isFile() ? { bytes: found.size, lastUsed: Math.max(found.atimeMs, found.mtimeMs) } : NOTHING,
    ifMissing(NOTHING, 'ENOTDIR'),
  );

const together = (a: FolderUse, b: FolderUse): FolderUse => ({
  bytes: a.bytes + b.bytes,
  lastUsed: a.lastUsed === null ? b.lastUsed : Math.max(a.lastUsed, b.lastUsed ?? 0),
});
