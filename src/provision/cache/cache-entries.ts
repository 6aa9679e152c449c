import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  catchError,
  concatMap,
  defer,
  forkJoin,
  from,
  map,
  throwError,
  toArray,
  type Observable,
} from 'rxjs';
import { badData, dataSetNames, MillraceError } from '../../core/index.ts';
import { folderUse, ifMissing } from './folder-use.ts';
import { messageOf } from '../../io/support/index.ts';
import { cacheKinds, type CacheEntry, type CacheKind } from './cache-entry.ts';

/**
 * Emits the entries of a cache folder once, by kind and then by name; none if the folder is missing. Errors with BadData
 * if it cannot be read.
 */
export const cacheEntries = (folder: string): Observable<readonly CacheEntry[]> =>
  defer(() => readdir(folder).catch(ifMissing([]))).pipe(
    concatMap((names) => from(grouped(names))),
    concatMap(([name, parts]) => entryOf(folder, name, parts)),
    toArray(),
    catchError((cause: unknown) => throwError(() => unreadable(folder, cause))),
    map((entries) => entries.sort((a, b) => orderOf(a.kind) - orderOf(b.kind) || (a.name < b.name ? -1 : 1))),
  );

const unreadable = (folder: string, cause: unknown): MillraceError =>
  new MillraceError(
    badData(
      'cache',
      `a cache folder that can be read, ${folder}`,
      messageOf(cause),
      'XDG_CACHE_HOME sets where it is.',
    ),
  );

/** What preparing or downloading NAME leaves beside it if the process is killed. */
const LEFTOVER = /\.(partial-.*|lock(\.stale-\d+)?|tgz\.part)$/;

/** The names of a folder, each with its leftovers. */
function grouped(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const name of names) {
    const owner = name.replace(LEFTOVER, '');
    groups.set(owner, [...(groups.get(owner) ?? []), name]);
  }
  return groups;
}

const entryOf = (folder: string, name: string, parts: readonly string[]): Observable<CacheEntry> =>
  forkJoin(parts.map((part) => folderUse(join(folder, part)))).pipe(
    map((uses) => {
      const lastUsed = Math.max(...uses.map((use) => use.lastUsed ?? -Infinity));
      return {
        kind: kindOf(name),
        name,
        path: join(folder, name),
        bytes: uses.reduce((sum, { bytes }) => sum + bytes, 0),
        lastUsed: lastUsed === -Infinity ? null : new Date(lastUsed).toISOString(),
      };
    }),
  );

function kindOf(name: string): CacheKind {
  if (/^tensorflow-[^-]+-(cpu|gpu)-/.test(name)) return 'engines';
  if (dataSetNames.some((each) => each === name)) return 'data-sets';
  return name === 'items' ? 'items' : 'other';
}

const orderOf = (kind: CacheKind): number => cacheKinds.indexOf(kind);
