import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { processMark, stateOfMark } from './is-alive.ts';

/**
 * Replaces a file atomically and durably: readers see the old or the new one, also after a power loss. Creates its folder
 * if necessary, and removes what killed processes of this machine left unfinished there; returns its size in bytes.
 */
export async function replaceFile(path: string, ...parts: readonly Uint8Array[]): Promise<number> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  await removeUnfinished(folder);
  const temporary = join(folder, `.${basename(path)}${MARK}${processMark()}-${randomUUID().slice(0, 8)}`);
  try {
    const file = await open(temporary, 'wx');
    try {
      for (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** Between the name of a file and the process that writes it. */
const MARK = '.unfinished-';
const UNFINISHED = /^\..*\.unfinished-(.+)-\w{8}$/;

/** Without this, a rename may be undone by a power loss. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, mark = ''] = UNFINISHED.exec(name) ?? [];
    // A process of another machine may still write.
    if (stateOfMark(mark) === 'dead') await rm(join(folder, name), { force: true });
  }
}
