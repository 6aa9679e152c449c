import { accessSync, constants, mkdirSync, rmdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isFolder } from './disk.ts';
import { messageOf } from './support/message-of.ts';

/**
 * Why nothing can be written into a folder, which need not be there; null where something can. Where it is missing, the
 * first folder on the way to it is made, and removed again: only that tells.
 */
export function whyNotWritable(folder: string): string | null {
  const path = resolve(folder);
  try {
    if (isFolder(path)) {
      accessSync(path, constants.W_OK | constants.X_OK);
    } else {
      attempt(firstMissing(path));
    }
    return null;
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    return reasons[code] ?? messageOf(cause);
  }
}

/** Makes a folder and removes it again, unless somebody else makes or uses it in this moment. */
function attempt(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (cause) {
    if (isFolder(folder)) return;
    throw cause;
  }
  try {
    rmdirSync(folder);
  } catch {
    // Something is in it already.
  }
}

const firstMissing = (path: string): string => {
  const above = dirname(path);
  return above === path || isFolder(above) ? path : firstMissing(above);
};

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'where a file is in the way',
  EACCES: 'where writing is not permitted',
  EPERM: 'where writing is not permitted',
  EROFS: 'which is read-only',
  ENOENT: 'where no folder can be made',
};
