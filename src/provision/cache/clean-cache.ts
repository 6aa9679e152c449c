import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { catchError, concatMap, defer, from, map, of, take, type Observable } from 'rxjs';
import { inWorkspace } from '../fetching/in-workspace.ts';
import { locked, type Waiting } from '../../io/processes/index.ts';
import { messageOf } from '../../io/support/index.ts';
import type { CacheEntry } from './cache-entry.ts';
import { ifMissing } from './folder-use.ts';

/** The outcome for one entry: plain data. */
export type Cleaned =
  | { readonly _tag: 'Removed'; readonly entry: CacheEntry }
  | {
      readonly _tag: 'Kept';
      readonly entry: CacheEntry;
      /** Why it was not removed, as a part of a sentence. */
      readonly reason: string;
    };

/**
 * Removes entries of a cache folder, one after another, and emits the outcome for each. An entry that a running process
 * prepares or downloads is kept: that process holds its lock. Removal begins with a rename, so that a process killed
 * halfway leaves no entry that looks whole; the next preparation removes the rest.
 */
export const cleanCache = (entries: readonly CacheEntry[]): Observable<Cleaned> =>
  from(entries).pipe(concatMap(cleaned));

const cleaned = (entry: CacheEntry): Observable<Cleaned> => {
  const kept = (reason: string): Cleaned => ({ _tag: 'Kept', entry, reason });
  return locked(`${entry.path}.lock`, removed(entry)).pipe(
    map((step): Cleaned => (step._tag === 'Waiting' ? kept(inUse(step)) : step)),
    // Without waiting for the process that holds the lock.
    take(1),
    catchError((cause: unknown) => of(kept(messageOf(cause)))),
  );
};

const removed = (entry: CacheEntry): Observable<Cleaned> =>
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

const inUse = ({ pid, host }: Waiting): string =>
  `in use by ${pid === 0 ? 'another process' : `process ${pid} on ${host}`}`;
