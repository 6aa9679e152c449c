import { catchError, expand, from, map, mergeMap, of, reduce, throwError, type Observable } from 'rxjs';
import {
  isForeignImageName,
  isImageName,
  type Capabilities,
  type DirectoryEntry,
  type LeftOut,
  type LeftOutReason,
} from '../core/index.ts';
import { byCodePoint } from './by-code-point.ts';
import { isForeignName } from './foreign-names.ts';

/** The number of folders read at once, per depth. */
const CONCURRENCY = 8;
/** A file that each run of Millrace writes. */
const RUN_FILE = 'metrics.jsonl';

/**
 * What is in a folder of images.
 *
 * @category Files
 */
export interface FolderContents {
  /** The paths of all images of formats that are decoded, sorted by code point. */
  readonly images: readonly string[];
  /** Everything else, sorted by path. */
  readonly leftOut: readonly LeftOut[];
}

/** A folder, and the identities of its ancestors and, if known, its own. */
interface Folder {
  readonly path: string;
  readonly ancestors: readonly string[];
}

interface Listing extends FolderContents {
  readonly folders: readonly Folder[];
}

/**
 * Emits what is below a folder: the images, and what is left out. The order does not depend on the file system.
 *
 * ```text
 * root        --(f|)           f = the file 1.jpg and the folder d
 * d             ---(g|)        g = the files 0.png and a.txt
 * output      -----(x|)        x = { images: [root/1.jpg, root/d/0.png], leftOut: [root/d/a.txt] }
 * ```
 *
 * Links to folders are followed, except a link back to a folder that contains it. Left out are also runs of Millrace, whose
 * reports contain images, and folders of other programs. Errors with the error of `readDirectory` for `root`; folders below
 * it that cannot be read are left out.
 *
 * @param root the folder, with which the emitted paths begin; a trailing slash is ignored
 * @category Files
 */
export const folderContents = (
  readDirectory: Capabilities['readDirectory'],
  root: string,
): Observable<FolderContents> => {
  const top = withoutTrailingSlash(root);
  const list = (folder: Folder): Observable<Listing> =>
    readDirectory(folder.path).pipe(
      map((entries) => listingOf(folder, entries, folder.path === top)),
      catchError((error: unknown) =>
        folder.path === top ? throwError(() => error) : of(nothingBut(folder.path, 'cannot be read')),
      ),
    );
  return list({ path: top, ancestors: [] }).pipe(
    expand(({ folders }) => from(folders).pipe(mergeMap(list, CONCURRENCY)), CONCURRENCY),
    reduce<Listing, { images: string[]; leftOut: LeftOut[] }>(
      (all, { images, leftOut }) => {
        for (const image of images) all.images.push(image);
        for (const each of leftOut) all.leftOut.push(each);
        return all;
      },
      { images: [], leftOut: [] },
    ),
    map(({ images, leftOut }) => ({
      images: images.sort(byCodePoint),
      leftOut: leftOut.sort((a, b) => byCodePoint(a.path, b.path)),
    })),
  );
};

const nothingBut = (path: string, reason: LeftOutReason): Listing => ({
  images: [],
  leftOut: [{ path, reason }],
  folders: [],
});

function listingOf(
  { path, ancestors }: Folder,
  entries: readonly DirectoryEntry[],
  isRoot: boolean,
): Listing {
  if (!isRoot && entries.some(({ name }) => name === RUN_FILE)) return nothingBut(path, 'run of Millrace');
  const self = entries.find(({ name }) => name === '.');
  const above = self === undefined ? ancestors : [...ancestors, self.identity];
  const images: string[] = [];
  const folders: Folder[] = [];
  const leftOut: LeftOut[] = [];
  for (const entry of entries) {
    if (entry.name === '.') continue;
    const child = join(path, entry.name);
    const reason = reasonOf(entry, above);
    if (reason !== null) leftOut.push({ path: child, reason });
    else if (entry.kind === 'file') images.push(child);
    else folders.push({ path: child, ancestors: [...above, entry.identity] });
  }
  if (!isRoot && images.length + folders.length === 0)
    leftOut.push({ path, reason: 'folder without images' });
  return { images, leftOut, folders };
}

/** Returns why an entry is left out; null for an image, and for a folder to look into. */
function reasonOf({ name, kind, identity }: DirectoryEntry, above: readonly string[]): LeftOutReason | null {
  if (name.startsWith('.')) return 'hidden';
  if (isForeignName(name)) return 'of another program';
  switch (kind) {
    case 'file':
      if (isImageName(name)) return null;
      return isForeignImageName(name) ? 'format that is not decoded' : 'no image';
    case 'directory':
      return above.includes(identity) ? 'link to a folder around it' : null;
    case 'broken link':
      return 'broken link';
    case 'unreadable':
      return 'cannot be read';
    case 'other':
      return 'no file';
  }
}

const join = (folder: string, name: string): string =>
  folder.endsWith('/') ? folder + name : `${folder}/${name}`;

const withoutTrailingSlash = (root: string): string => root.replace(/(?<=.)[/\\]+$/, '');
