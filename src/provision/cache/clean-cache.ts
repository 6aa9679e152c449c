import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { catchError, concatMap, defer, from, map, of, take, type Observable } from 'rxjs';
import { withLock, type Waiting } from '../../io/processes/index.ts';
import { ifMissing, messageOf } from '../../io/support/index.ts';
import { inWorkspace } from '../fetching/in-workspace.ts';
import type { CacheEntry } from './cache-entry.ts';

/** The outcome for one entry: plain data. */
export type Cleaned =
  | { readonly _tag: 'Removed'; readonly entry: CacheEntry }
  /** The reason completes a sentence: `Kept PATH: in use by process 12`. */
  | { readonly _tag: 'Kept'; readonly entry: CacheEntry; readonly reason: string };

/**
 * Removes entries of a cache folder, one after another, and emits the outcome for each. Keeps an entry that a running
 * process is preparing or downloading: that process holds its lock. An entry is renamed before it is removed, so a
 * killed process leaves no entry that looks complete; the next preparation removes the rest.
 */
export const cleanCache = (entries: readonly CacheEntry[]): Observable<Cleaned> =>
  from(entries).pipe(concatMap(cleanEntry));

const cleanEntry = (entry: CacheEntry): Observable<Cleaned> => {
  const kept = (reason: string): Cleaned => ({ _tag: 'Kept', entry, reason });
  return withLock(`${entry.path}.lock`, removeEntry(entry)).pipe(
    map((step): Cleaned => (step._tag === 'Waiting' ? kept(describeOwner(step)) : step)),
    // Does not wait for the process that holds the lock.
    take(1),
    catchError((cause: unknown) => of(kept(messageOf(cause)))),
  );
};

const removeEntry = (entry: CacheEntry): Observable<Cleaned> =>
  inWorkspace(entry.path, (workspace) =>
    defer(async (): Promise<Cleaned> => {
      for (const path of [entry.path, `${entry.path}.tgz.part`]) {
        const away = join(workspace, basename(path));
        await rename(path, away).catch(ifMissing(undefined));
        await rm(away, { recursive: true, force: true, maxRetries: 3 });
      }
      return { _tag: 'Removed', entry };
    }),
  );

const describeOwner = ({ pid, host }: Waiting): string =>
  `in use by ${pid === 0 ? 'another process' : `process ${pid} on ${host}`}`;
