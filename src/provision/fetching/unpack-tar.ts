import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { concatMap, defer, type Observable } from 'rxjs';
import type { ReadEntry } from 'tar';
import { archivePath } from './archive-path.ts';
import { tarEntries } from './tar-entries.ts';

/** What to unpack, and its limits. */
export interface UnpackTar {
  readonly archive: string;
  /** An empty folder. */
  readonly folder: string;
  readonly maxEntries: number;
  /** Unzipped, headers and padding included. */
  readonly maxBytes: number;
}

/**
 * Unpacks a gzipped tar archive of regular files and folders. After each entry, emits the number of bytes of the
 * archive read so far. Errors if the archive holds anything else, exceeds a limit, or has a path that leads out of the
 * folder or occurs twice; the files written before stay in the folder. Ignores owners, permissions and times.
 */
export const unpackTar = ({ archive, folder, maxEntries, maxBytes }: UnpackTar): Observable<number> =>
  defer(() => {
    const known = new Map<string, Kind>();
    return tarEntries(archive, maxBytes).pipe(
      concatMap(async ({ entry, archiveBytes }, i) => {
        if (i >= maxEntries) throw new Error(`the archive holds more than ${maxEntries} files and folders`);
        await unpack(entry, folder, known);
        return archiveBytes;
      }),
    );
  });

type Kind = 'file' | 'folder';

async function unpack(entry: ReadEntry, folder: string, known: Map<string, Kind>): Promise<void> {
  const { isFile, names } = archivePath(entry);
  await makeFolders(isFile ? names.slice(0, -1) : names, folder, known);
  if (!isFile) {
    entry.resume();
    return;
  }
  const name = names.join('/');
  if (known.has(name)) throw new Error(`${name} occurs twice in the archive`);
  known.set(name, 'file');
  await writeFile(join(folder, name), entry, { flag: 'wx' });
}

/** One by one, and without their parents: a folder that was removed meanwhile must not come back. */
async function makeFolders(
  names: readonly string[],
  folder: string,
  known: Map<string, Kind>,
): Promise<void> {
  for (const [i] of names.entries()) {
    const name = names.slice(0, i + 1).join('/');
    if (known.get(name) === 'folder') continue;
    if (known.has(name)) throw new Error(`${name} is both a file and a folder in the archive`);
    known.set(name, 'folder');
    await mkdir(join(folder, name));
  }
}
