import type { ReadEntry } from 'tar';

const FILES = ['File', 'OldFile', 'ContiguousFile'];
/** Bytes of a path: more than our archives need, less than the limit of any file system. */
const MAX_PATH = 255;

/** The destination of an entry: the names of its folders and its own name; empty for the archive's own folder. */
export interface ArchivePath {
  readonly isFile: boolean;
  readonly names: readonly string[];
}

/**
 * Returns where an entry of an archive may go. Throws unless it is a regular file or a folder whose path stays inside the
 * destination, on any system.
 */
export function archivePath({ path, type }: Pick<ReadEntry, 'path' | 'type'>): ArchivePath {
  const isFile = FILES.includes(type);
  if (!isFile && type !== 'Directory') throw refuse(path, `is a ${type}, not a file or folder`);
  if (path.startsWith('/')) throw refuse(path, 'is an absolute path');
  if (Buffer.byteLength(path) > MAX_PATH) {
    throw refuse(`${path.slice(0, 40)}…`, `is a path of more than ${MAX_PATH} bytes`);
  }
  if (/[\\:\p{Cc}]/u.test(path)) {
    throw refuse(JSON.stringify(path), 'has a backslash, a colon or a control character in its name');
  }
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) throw refuse(path, 'leads out of its folder');
  if (isFile && names.length === 0) throw refuse(path, 'is a file without a name');
  return { isFile, names };
}

const refuse = (path: string, why: string): Error => new Error(`${path} in the archive ${why}`);
