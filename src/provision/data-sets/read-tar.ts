import { concatMap, map, of, reduce, type Observable } from 'rxjs';
import type { ReadEntry } from 'tar';
import { tarEntries } from '../fetching/tar-entries.ts';

/** Of a whole archive, unzipped. */
const MAX_BYTES = 2 ** 30;

type Files = ReadonlyMap<string, Buffer>;

/**
 * The wanted regular files of a gzipped tar archive, by name; everything else in it is passed over, so that no name in
 * the archive ever becomes a path. Errors where one is missing or too long, or the archive is damaged.
 *
 * @param most bytes that a wanted file may have
 */
export const readTar = (archive: string, wanted: readonly string[], most: number): Observable<Files> =>
  tarEntries(archive, MAX_BYTES).pipe(
    concatMap(({ entry }) => {
      if (entry.type === 'File' && wanted.includes(entry.path)) return contentOf(entry, most);
      entry.resume();
      return of<readonly [string, Buffer][]>([]);
    }),
    reduce((files: Files, found) => new Map([...files, ...found]), new Map()),
    map((files) => {
      const missing = wanted.filter((name) => !files.has(name));
      if (missing.length > 0) throw new Error(`the archive has no ${missing.join(', ')}`);
      return files;
    }),
  );

async function contentOf(entry: ReadEntry, most: number): Promise<readonly [string, Buffer][]> {
  const { path, size } = entry;
  if (size > most) throw new Error(`${path} has ${size} bytes, more than ${most}`);
  return [[path, await entry.concat()]];
}
