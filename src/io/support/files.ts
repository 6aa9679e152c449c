import { statSync } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Returns the size of a file in bytes; 0 if it does not exist. */
export const fileSize = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

/** Returns the size of a file in bytes, without a turn of the event loop; -1 if it cannot be reached. */
export function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return -1;
  }
}

/** Returns the bytes that this user can still write on the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Returns the user's cache folder for Millrace (XDG Base Directory, which ignores a relative `XDG_CACHE_HOME`). */
export function cacheFolder(environment: Readonly<NodeJS.ProcessEnv>): string {
  const chosen = environment['XDG_CACHE_HOME'] ?? '';
  return join(isAbsolute(chosen) ? chosen : join(environment['HOME'] ?? homedir(), '.cache'), 'millrace');
}
