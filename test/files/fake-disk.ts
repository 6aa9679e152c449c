import { defer, of, throwError, type Observable } from 'rxjs';
import { MillraceError, type Capabilities, type DirectoryEntry } from '../../src/core/index.ts';

/** Folders by path. A string is a file, or a folder if it ends with a slash; a link points to a folder. */
export type FakeDisk = Readonly<Record<string, readonly (string | FakeLink)[]>>;

export interface FakeLink {
  readonly name: string;
  /** The path of the folder. */
  readonly to: string;
}

/** Reads folders of a fake disk. */
export const readDirectoryOf =
  (disk: FakeDisk): Capabilities['readDirectory'] =>
  (path): Observable<readonly DirectoryEntry[]> =>
    defer(() => {
      const real = resolve(disk, path);
      const entries = disk[real];
      return entries === undefined ? throwError(() => missing(path)) : of(entriesOf(real, entries));
    });

const entriesOf = (path: string, entries: readonly (string | FakeLink)[]): readonly DirectoryEntry[] => [
  { name: '.', kind: 'directory', identity: path },
  ...entries.map((entry): DirectoryEntry => {
    if (typeof entry !== 'string') return { name: entry.name, kind: 'directory', identity: entry.to };
    return entry.endsWith('/')
      ? { name: entry.slice(0, -1), kind: 'directory', identity: `${path}/${entry.slice(0, -1)}` }
      : { name: entry, kind: 'file', identity: '' };
  }),
];

/** Resolves links from left to right, one name at a time. */
const resolve = (disk: FakeDisk, path: string): string =>
  path.split('/').reduce((folder, name) => {
    const link = disk[folder]?.find((entry) => typeof entry !== 'string' && entry.name === name);
    return typeof link === 'object' ? link.to : `${folder}/${name}`;
  });

export const missing = (path: string): MillraceError =>
  new MillraceError({ _tag: 'BadData', where: path, expected: 'a folder', received: 'nothing', advice: '' });

/** Returns a disk with the given files. */
export function diskOf(paths: readonly string[]): FakeDisk {
  const folders: Record<string, string[]> = {};
  for (const path of paths) {
    const names = path.split('/');
    names.slice(1).forEach((name, i) => {
      const entries = (folders[names.slice(0, i + 1).join('/')] ??= []);
      const entry = i === names.length - 2 ? name : `${name}/`;
      if (!entries.includes(entry)) entries.push(entry);
    });
  }
  return folders;
}
