import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import {
  defer,
  distinctUntilChanged,
  expand,
  of,
  switchMap,
  timer,
  using,
  type Observable,
  EMPTY,
} from 'rxjs';
import { isAlive } from './is-alive.ts';
import type { Waiting } from './waiting.ts';

const BEAT = 2_000;
/** A lock that nobody touched for so long is nobody's, also where its process cannot be seen. */
const STALE = 60_000;

interface Owner {
  readonly pid: number;
  readonly host: string;
}

/**
 * Runs the work while this process holds a lock file; while another one holds it, says so and waits. The lock of a dead
 * process is taken over. It saves double work only: the work must be safe beside another one, since a process that was
 * suspended may lose its lock without noticing.
 */
export const locked = <T>(file: string, work: Observable<T>): Observable<T | Waiting> =>
  defer(() => of(tryLock(file))).pipe(
    expand((owner) => (owner === null ? EMPTY : timer(300).pipe(switchMap(() => of(tryLock(file)))))),
    distinctUntilChanged((a, b) => a?.pid === b?.pid && a?.host === b?.host),
    switchMap((owner) =>
      owner === null
        ? using(
            () => hold(file),
            () => work,
          )
        : of<Waiting>({ _tag: 'Waiting', ...owner }),
    ),
  );

const me = (): string => JSON.stringify({ pid: process.pid, host: hostname() } satisfies Owner);

/** Null where the lock is ours now, else whose it is. Synchronous, so that nothing can unsubscribe halfway. */
function tryLock(file: string): Owner | null {
  mkdirSync(dirname(file), { recursive: true });
  if (take(file)) return null;
  const owner = ownerOf(file);
  if (!isStale(file, owner)) return owner;
  discard(file);
  return take(file) ? null : ownerOf(file);
}

/** Takes the lock where nobody has it. */
function take(file: string): boolean {
  try {
    writeFileSync(file, me(), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function ownerOf(file: string): Owner {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch {
    // Not written yet, or gone.
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

/** Renaming first: of two processes that find it stale, one gets it. */
function discard(file: string): void {
  const away = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, away);
    rmSync(away, { force: true });
  } catch {
    // The other one was faster.
  }
}

function hold(file: string): { unsubscribe: () => void } {
  const beat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(file, now, now);
    } catch {
      // Lost while this process was suspended.
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
