import { randomUUID } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { diskWrites, type DiskWrites } from './disk-writes.ts';
import { processMark, stateOfMark } from './is-alive.ts';

/** Options of {@link replaceFile}. */
export interface ReplaceFileOptions {
  readonly disk?: DiskWrites;
  /** Called when the new content is on the disk, before it replaces the old one. */
  readonly beforeRename?: () => Promise<void>;
}

/**
 * Replaces a file atomically and durably: readers see the old or the new one, also after a power loss. Creates its folder
 * if necessary, and removes what killed processes of this machine left unfinished there; returns its size in bytes.
 */
export async function replaceFile(
  path: string,
  parts: readonly Uint8Array[],
  { disk = diskWrites, beforeRename = () => Promise.resolve() }: ReplaceFileOptions = {},
): Promise<number> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  await removeUnfinished(folder, disk);
  const temporary = join(folder, `.${basename(path)}${MARK}${processMark()}-${randomUUID().slice(0, 8)}`);
  try {
    await disk.create(temporary, parts);
    await beforeRename();
    await disk.rename(temporary, path);
    // Without this, a power loss may undo the rename.
    await disk.flush(folder);
  } catch (cause) {
    await disk.remove(temporary);
    throw named(cause, temporary, path);
  }
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** Returns an error that names the file instead of the temporary one, which is gone. */
function named(cause: unknown, temporary: string, path: string): unknown {
  const isOfTemporary = cause instanceof Error && 'path' in cause && cause.path === temporary;
  return isOfTemporary ? Object.assign(cause, { path }) : cause;
}

/** Between the name of a file and the process that writes it. */
const MARK = '.unfinished-';
const UNFINISHED = /^\..*\.unfinished-(.+)-\w{8}$/;

async function removeUnfinished(folder: string, disk: DiskWrites): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, mark = ''] = UNFINISHED.exec(name) ?? [];
    // A process of another machine may still write.
    if (stateOfMark(mark) === 'dead') await disk.remove(join(folder, name));
  }
}
