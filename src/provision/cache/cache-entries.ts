import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { catchError, concatMap, defer, forkJoin, from, map, toArray, type Observable } from 'rxjs';
import { badData, dataSetNames, MillraceError } from '../../core/index.ts';
import { ifMissing, messageOf } from '../../io/support/index.ts';
import { cacheKinds, type CacheEntry, type CacheKind } from './cache-entry.ts';
import { folderUse } from './folder-use.ts';

/**
 * Emits the entries of a cache folder once, by kind and then by name; none if the folder is missing. Errors with BadData
 * if it cannot be read.
 */
export const cacheEntries = (folder: string): Observable<readonly CacheEntry[]> =>
  defer(() => foldersIn(folder)).pipe(
    concatMap((folders) => folders),
    concatMap((each) => from(groupNames(each.names)).pipe(concatMap((group) => readEntry(each, ...group)))),
    toArray(),
    catchError((cause: unknown) => {
      const expected = `a readable cache folder ${folder}`;
      throw new MillraceError(
        badData('cache', expected, messageOf(cause), 'Set XDG_CACHE_HOME to use another folder.'),
        { cause },
      );
    }),
    map((entries) => entries.sort((a, b) => rankOf(a.kind) - rankOf(b.kind) || (a.name < b.name ? -1 : 1))),
  );

/** A folder whose files and folders are entries. */
interface EntryFolder {
  readonly folder: string;
  /** The owner of pretrained models; null for the cache folder itself. */
  readonly owner: string | null;
  readonly names: readonly string[];
}

/** The folder that holds a folder for each owner of pretrained models. */
const PRETRAINED = 'pretrained';

async function foldersIn(folder: string): Promise<readonly EntryFolder[]> {
  const names = await readdir(folder).catch(ifMissing([]));
  const pretrained = join(folder, PRETRAINED);
  const owners = await readdir(pretrained).catch(ifMissing([], 'ENOTDIR'));
  return [
    { folder, owner: null, names: names.filter((name) => name !== PRETRAINED) },
    ...(await Promise.all(
      owners.map(async (owner) => {
        const models = join(pretrained, owner);
        return { folder: models, owner, names: await readdir(models).catch(ifMissing([], 'ENOTDIR')) };
      }),
    )),
  ];
}

/** Suffixes of the files and folders that a killed process leaves beside NAME. */
const LEFTOVER = /\.(partial-.*|lock(\.stale-\d+)?|tgz\.part)$/;

/** Groups the names of a folder: each name with its leftovers. */
function groupNames(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const name of names) {
    const owner = name.replace(LEFTOVER, '');
    groups.set(owner, [...(groups.get(owner) ?? []), name]);
  }
  return groups;
}

const readEntry = (
  { folder, owner }: EntryFolder,
  name: string,
  parts: readonly string[],
): Observable<CacheEntry> =>
  forkJoin(parts.map((part) => folderUse(join(folder, part)))).pipe(
    map((uses) => {
      const lastUsed = Math.max(...uses.map((use) => use.lastUsed ?? -Infinity));
      return {
        kind: owner === null ? kindOf(name) : 'pretrained',
        name: owner === null ? name : `${owner}/${name}`,
        path: join(folder, name),
        bytes: uses.reduce((sum, { bytes }) => sum + bytes, 0),
        lastUsed: lastUsed === -Infinity ? null : new Date(lastUsed).toISOString(),
      };
    }),
  );

function kindOf(name: string): CacheKind {
  if (/^tensorflow-[^-]+-(cpu|gpu)-/.test(name)) return 'engines';
  if (name.startsWith('mpich-')) return 'mpi';
  if (dataSetNames.some((each) => each === name)) return 'data-sets';
  return name === 'items' ? 'items' : 'other';
}

const rankOf = (kind: CacheKind): number => cacheKinds.indexOf(kind);
