import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { badOption, MillraceError, shellCommand } from '../../core/index.ts';
import { holdLock, lockOwner, suspendedOwner, tryLock, type Owner } from '../processes/lock.ts';
import { errorCode } from '../support/message-of.ts';
import { toWriteFailed } from '../support/or-write-failed.ts';
import { hasRun, LOCK } from './run-state.ts';

/** A folder that one run has to itself from its first moment, before it writes any file. */
export interface ClaimedFolder extends Disposable {
  /** The absolute path. */
  readonly path: string;
}

/**
 * Claims a folder for a run. Its owner disposes it: that releases the folder, and removes it if it is empty.
 *
 * Throws BadOption if another run has claimed the folder, or if it already holds a run, and WriteFailed.
 *
 * @param resumes whether to resume the run in the folder; false by default
 */
export function claimFolder(path: string, resumes = false): ClaimedFolder {
  const lock = join(path, LOCK);
  const created = orFail(path, () => mkdirSync(path, { recursive: true }));
  const refusal = resumes ? stillRunning : taken;
  // Once it continues, it would write into the folder again.
  const suspended = suspendedOwner(lock);
  if (suspended !== null) throw refusal(path, `the suspended process ${suspended.pid}`);
  const owner = orFail(path, () => tryLock(lock));
  if (owner !== null) throw refusal(path, owner.pid === 0 ? 'another process' : `process ${owner.pid}`);
  // Another run may have come and gone since the options were checked.
  if (!resumes && hasRun(path)) {
    rmSync(lock, { force: true });
    throw taken(path, 'another run');
  }
  const held = holdLock(lock);
  return {
    path,
    [Symbol.dispose]: () => {
      held.unsubscribe();
      if (created !== undefined) removeEmpty(path, created);
    },
  };
}

/** Claims a new folder of this name: `path`, or `path-2`, `path-3`, … if there is one. Throws WriteFailed. */
export function claimNewFolder(path: string): ClaimedFolder {
  const created = orFail(path, () => mkdirSync(dirname(path), { recursive: true }));
  for (let count = 1; ; count++) {
    const name = count === 1 ? path : `${path}-${count}`;
    if (!orFail(name, () => createFolder(name))) continue;
    const { path: folder, [Symbol.dispose]: release } = claimFolder(name);
    return {
      path: folder,
      [Symbol.dispose]: () => {
        release();
        removeEmpty(folder, created ?? folder);
      },
    };
  }
}

/** Returns the process that has claimed a folder; null if none has. */
export const folderOwner = (path: string): Owner | null => lockOwner(join(path, LOCK));

/** Returns whether the folder was created; false if another process was faster. */
function createFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function orFail<A>(path: string, work: () => A): A {
  try {
    return work();
  } catch (cause) {
    throw toWriteFailed(cause, path, 'a writable folder');
  }
}

/** Removes a folder, and those above it up to the last, while they are empty. */
function removeEmpty(folder: string, last: string): void {
  for (let path = folder; path.length >= last.length; path = dirname(path))
    try {
      rmdirSync(path);
    } catch {
      // It holds a run, or is gone.
      return;
    }
}

const stillRunning = (path: string, by: string): MillraceError =>
  new MillraceError(
    badOption(
      path,
      'a run that was stopped',
      `one that is still running: ${by} is using its folder`,
      `To watch it: ${shellCommand(['watch', path])}`,
    ),
  );

const taken = (path: string, by: string): MillraceError =>
  new MillraceError(
    badOption(
      '--out',
      'a folder that is not in use',
      `${path}, which ${by} is using`,
      'Choose another folder.',
    ),
  );
