import type { ReadEntry } from 'tar';

const FILES = ['File', 'OldFile', 'ContiguousFile'];
/** Bytes of a path: more than any of ours, less than any file system's bound. */
const LONGEST = 255;

/** Where an entry of an archive goes: the names of its folders and its own; none for the archive's own folder. */
export interface ArchivePath {
  readonly isFile: boolean;
  readonly names: readonly string[];
}

/**
 * Where an entry of an archive may go. Throws where it is no regular file or folder, or its path leads elsewhere, or
 * would on another system.
 */
export function archivePath({ path, type }: Pick<ReadEntry, 'path' | 'type'>): ArchivePath {
  const isFile = FILES.includes(type);
  if (!isFile && type !== 'Directory') throw refused(path, `is of the kind ${type}, no file or folder`);
  if (path.startsWith('/')) throw refused(path, 'is an absolute path');
  if (Buffer.byteLength(path) > LONGEST) {
    throw refused(`${path.slice(0, 40)}…`, `is a path of more than ${LONGEST} bytes`);
  }
  if (/[\\:\p{Cc}]/u.test(path)) {
    throw refused(JSON.stringify(path), 'has a backslash, a colon or a control character in its name');
  }
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) throw refused(path, 'leads out of its folder');
  if (isFile && names.length === 0) throw refused(path, 'is a file without a name');
  return { isFile, names };
}

const refused = (path: string, why: string): Error => new Error(`${path} in the archive ${why}`);
