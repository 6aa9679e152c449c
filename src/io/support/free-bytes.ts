import { statfs } from 'node:fs/promises';

/** How much room there is for this user's files in a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
