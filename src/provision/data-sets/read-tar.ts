import { concatMap, map, of, reduce, type Observable } from 'rxjs';
import type { ReadEntry } from 'tar';
import { tarEntries } from '../fetching/tar-entries.ts';

/** The maximum unpacked size of an archive. */
const MAX_BYTES = 2 ** 30;

type Files = ReadonlyMap<string, Buffer>;

/**
 * Emits the regular files of a gzipped tar archive that have the given names, by name. Skips everything else, so that no
 * name in the archive ever becomes a path. Errors if a file is missing or too large, or if the archive is damaged.
 *
 * @param maxBytes the maximum size of each file
 */
export const readTar = (archive: string, names: readonly string[], maxBytes: number): Observable<Files> =>
  tarEntries(archive, MAX_BYTES).pipe(
    concatMap(({ entry }) => {
      if (entry.type === 'File' && names.includes(entry.path)) return readEntry(entry, maxBytes);
      entry.resume();
      return of<readonly [string, Buffer][]>([]);
    }),
    reduce((files: Files, found) => new Map([...files, ...found]), new Map()),
    map((files) => {
      const missing = names.filter((name) => !files.has(name));
      if (missing.length > 0) throw new Error(`the archive has no ${missing.join(', ')}`);
      return files;
    }),
  );

async function readEntry(entry: ReadEntry, maxBytes: number): Promise<readonly [string, Buffer][]> {
  const { path, size } = entry;
  if (size > maxBytes) throw new Error(`${path} has ${size} bytes, more than ${maxBytes}`);
  return [[path, await entry.concat()]];
}
