import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import {
  defer,
  distinctUntilChanged,
  expand,
  EMPTY,
  of,
  switchMap,
  timer,
  using,
  type Observable,
} from 'rxjs';
import { isAlive, isSuspended } from '../support/is-alive.ts';
import { errorCode } from '../support/message-of.ts';

/** Milliseconds between updates of a held lock. */
const BEAT = 2_000;
/** Milliseconds without an update after which a lock is stale, even if its process is on another machine. */
const STALE = 60_000;

/** Emitted while another process holds the lock. */
export interface Waiting {
  readonly _tag: 'Waiting';
  /** The process that holds the lock; 0 if unknown. */
  readonly pid: number;
  readonly host: string;
}

/** A process that holds a lock. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
}

/**
 * Runs the work while this process holds a lock file; while another process holds it, emits `Waiting` and waits. Takes
 * over the lock of a dead process. The lock only avoids doing the work twice: the work must be safe to run in two
 * processes at once, since a suspended process may lose its lock without noticing.
 */
export const withLock = <T>(file: string, work: Observable<T>): Observable<T | Waiting> =>
  defer(() => of(tryLock(file))).pipe(
    expand((owner) => (owner === null ? EMPTY : timer(300).pipe(switchMap(() => of(tryLock(file)))))),
    distinctUntilChanged((a, b) => a?.pid === b?.pid && a?.host === b?.host),
    switchMap((owner) =>
      owner === null
        ? using(
            () => holdLock(file),
            () => work,
          )
        : of<Waiting>({ _tag: 'Waiting', ...owner }),
    ),
  );

const me = (): string => JSON.stringify({ pid: process.pid, host: hostname() } satisfies Owner);

/**
 * Returns null if this process now holds the lock, otherwise its owner. Synchronous, so no unsubscription interrupts it.
 * Takes over the lock of a dead process.
 */
export function tryLock(file: string): Owner | null {
  mkdirSync(dirname(file), { recursive: true });
  if (take(file)) return null;
  const owner = ownerOf(file);
  if (!isStale(file, owner)) return owner;
  discard(file);
  return take(file) ? null : ownerOf(file);
}

/** Returns the process that holds a lock; null if none does. A suspended process of this machine still holds it. */
export function lockOwner(file: string): Owner | null {
  if (!existsSync(file)) return null;
  const owner = ownerOf(file);
  return (owner.host === hostname() && isAlive(owner.pid)) || !isStale(file, owner) ? owner : null;
}

/** Returns the suspended process of this machine that holds a lock; null if none does. */
export function suspendedOwner(file: string): Owner | null {
  const owner = lockOwner(file);
  return owner !== null && owner.host === hostname() && isSuspended(owner.pid) ? owner : null;
}

/** Takes the lock if it is free. */
function take(file: string): boolean {
  try {
    writeFileSync(file, me(), { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function ownerOf(file: string): Owner {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch {
    // Not written yet, or just released.
    return { pid: 0, host: '' };
  }
}

function isStale(file: string, { pid, host }: Owner): boolean {
  if (host === hostname() && !isAlive(pid)) return true;
  try {
    return Date.now() - statSync(file).mtimeMs > STALE;
  } catch {
    return false;
  }
}

/** Removes a stale lock. Renames it first: of two processes that find it stale, only one succeeds. */
function discard(file: string): void {
  const renamed = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, renamed);
    rmSync(renamed, { force: true });
  } catch {
    // Another process was faster.
  }
}

/** Keeps a lock that this process holds fresh until unsubscribed, then releases it. */
export function holdLock(file: string): { unsubscribe: () => void } {
  const beat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(file, now, now);
    } catch {
      // The lock was lost while this process was suspended.
    }
  }, BEAT);
  return {
    unsubscribe: () => {
      clearInterval(beat);
      const owner = ownerOf(file);
      if (owner.pid === process.pid && owner.host === hostname()) rmSync(file, { force: true });
    },
  };
}
