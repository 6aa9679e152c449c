import { expand, from, map, mergeMap, toArray, type Observable } from 'rxjs';
import type { Capabilities } from '../core/index.ts';
import { byCodePoint } from './by-code-point.ts';
import { isImageName } from './is-image-name.ts';

/** The number of folders read at once, per depth. */
const CONCURRENCY = 8;

/** A folder, and the identities of its ancestors and, if known, its own. */
interface Folder {
  readonly path: string;
  readonly ancestors: readonly string[];
}

interface Listing {
  readonly images: readonly string[];
  readonly folders: readonly Folder[];
}

/**
 * Emits the paths of all images below a folder, sorted by code point, as fastai's get_image_files finds them.
 *
 * The order does not depend on the file system.
 *
 * ```text
 * root        --(f|)           f = the file 1.jpg and the folder d
 * d             ---(g|)        g = the file 0.png
 * output      -----(xy|)       x = root/1.jpg, y = root/d/0.png
 * ```
 *
 * Files and folders whose names start with a dot are skipped. Links to folders are followed, except a link back to a
 * folder that contains it. Errors with the errors of `readDirectory`.
 *
 * @param root the folder, with which the emitted paths begin; a trailing slash is ignored
 * @category Files
 */
export const imagePaths = (
  readDirectory: Capabilities['readDirectory'],
  root: string,
): Observable<string> => {
  const list = ({ path, ancestors }: Folder): Observable<Listing> =>
    readDirectory(path).pipe(
      map((entries) => {
        const self = entries.find(({ name }) => name === '.');
        const above = self === undefined ? ancestors : [...ancestors, self.identity];
        const visible = entries.filter(({ name }) => !name.startsWith('.'));
        return {
          images: visible
            .filter(({ kind, name }) => kind === 'file' && isImageName(name))
            .map(({ name }) => join(path, name)),
          folders: visible
            .filter(({ kind, identity }) => kind === 'directory' && !above.includes(identity))
            .map(({ name, identity }) => ({ path: join(path, name), ancestors: [...above, identity] })),
        };
      }),
    );
  return list({ path: withoutTrailingSlash(root), ancestors: [] }).pipe(
    expand(({ folders }) => from(folders).pipe(mergeMap(list, CONCURRENCY)), CONCURRENCY),
    mergeMap(({ images }) => images),
    toArray(),
    mergeMap((paths) => paths.sort(byCodePoint)),
  );
};

const join = (folder: string, name: string): string =>
  folder.endsWith('/') ? folder + name : `${folder}/${name}`;

const withoutTrailingSlash = (root: string): string => root.replace(/(?<=.)[/\\]+$/, '');
