import { accessSync, constants, mkdirSync, rmdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isFolder } from './disk.ts';
import { errorCode, messageOf } from './support/message-of.ts';

/**
 * Returns why a folder, which need not exist, cannot be written; null if it can. Creates the first missing folder of
 * the path and removes it again, because permissions alone are not conclusive.
 */
export function whyNotWritable(folder: string): string | null {
  const path = resolve(folder);
  try {
    if (isFolder(path)) accessSync(path, constants.W_OK | constants.X_OK);
    else tryToCreate(firstMissing(path));
    return null;
  } catch (cause) {
    return errorCode(cause) === 'ENOENT' ? 'no folder can be created there' : messageOf(cause, path);
  }
}

/** Creates a folder and removes it again, unless another process creates or uses it at the same time. */
function tryToCreate(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (cause) {
    if (isFolder(folder)) return;
    throw cause;
  }
  try {
    rmdirSync(folder);
  } catch {
    // Another process has written to it.
  }
}

const firstMissing = (path: string): string => {
  const above = dirname(path);
  return above === path || isFolder(above) ? path : firstMissing(above);
};
