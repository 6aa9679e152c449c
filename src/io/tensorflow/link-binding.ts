import { copyFile, mkdir, readFile, realpath, rename, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Whether a file is the binding: a link to it, or an equal copy. */
export async function isLinked(binding: string, link: string): Promise<boolean> {
  try {
    if ((await realpath(link)) === (await realpath(binding))) return true;
    const [ours, theirs] = await Promise.all([readFile(binding), readFile(link)]);
    return ours.equals(theirs);
  } catch {
    return false;
  }
}

/** Puts a link to the binding, where links fail a copy, in place of whatever is there, by one rename. */
export async function linkBinding(binding: string, link: string): Promise<void> {
  const fresh = `${link}.${process.pid}`;
  await mkdir(dirname(link), { recursive: true });
  await symlink(binding, fresh).catch(() => copyFile(binding, fresh));
  await rename(fresh, link);
}
