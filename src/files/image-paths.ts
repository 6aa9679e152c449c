import { mergeMap, type Observable } from 'rxjs';
import { isListedName, type Capabilities } from '../core/index.ts';
import { byCodePoint } from './by-code-point.ts';
import { folderContents } from './folder-contents.ts';

/**
 * Emits the paths of all images below a folder, sorted by code point, as fastai's get_image_files finds them.
 *
 * ```text
 * root        --(f|)           f = the file 1.jpg and the folder d
 * d             ---(g|)        g = the file 0.png
 * output      -----(xy|)       x = root/1.jpg, y = root/d/0.png
 * ```
 *
 * Among them are images of formats that are not decoded; {@link folderContents} tells them apart, and says what else is
 * there. Errors with the error of `readDirectory` for `root`.
 *
 * @param root the folder, with which the emitted paths begin; a trailing slash is ignored
 * @category Files
 */
export const imagePaths = (readDirectory: Capabilities['readDirectory'], root: string): Observable<string> =>
  folderContents(readDirectory, root).pipe(
    mergeMap(({ images, leftOut }) => {
      const others = leftOut.flatMap(({ path, reason }) =>
        reason === 'format that is not decoded' && isListedName(path) ? [path] : [],
      );
      return [...images, ...others].sort(byCodePoint);
    }),
  );
