import * as E from 'fp-ts/lib/Either.js';
import { map, type Observable } from 'rxjs';
import { badData, firstNames, type Capabilities } from '../core/index.ts';
import { relativeTo } from './folder-names.ts';
import type { Splitter } from './splitter.ts';

/** The maximum number of names in an error message. */
const MAX_NAMED = 5;

/**
 * Returns a splitter that validates with the images named in a list, and trains on all others.
 *
 * Splitting fails with BadData if the list is empty, or names images that do not exist.
 *
 * @param names paths relative to the root, or absolute paths below it
 * @param source the origin of the list, for messages
 * @category Files
 */
export const listSplit =
  (names: readonly string[], source = 'the list of validation images'): Splitter =>
  (paths, root, found = paths) => {
    const relative = relativeTo(root);
    const listed = new Set(names.map(relative));
    const present = new Set(found.map(relative));
    const missing = [...listed].filter((name) => !present.has(name));
    if (listed.size === 0 || missing.length > 0) {
      return E.left(
        badData(
          source,
          `paths of images, relative to ${root}, one per line`,
          listed.size === 0
            ? 'an empty list'
            : `${String(missing.length)} of ${String(listed.size)} names not found: ${firstNames(missing, MAX_NAMED)}`,
          'Write one path per line, for example tench/1.JPEG.',
        ),
      );
    }
    const isValid = paths.map((path) => listed.has(relative(path)));
    const indices = (part: boolean): number[] => isValid.flatMap((valid, i) => (valid === part ? [i] : []));
    return E.right({ train: indices(false), valid: indices(true) });
  };

/**
 * Emits {@link listSplit} of a text file with one path per line; errors with BadData if the file cannot be read.
 *
 * @category Files
 */
export const listSplitFrom = (readText: Capabilities['readText'], path: string): Observable<Splitter> =>
  readText(path).pipe(
    map((text) =>
      listSplit(
        text
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== ''),
        path,
      ),
    ),
  );
