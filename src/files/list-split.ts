import { badData } from '../core/index.ts';
import * as E from 'fp-ts/lib/Either.js';
import { map, type Observable } from 'rxjs';
import type { Capabilities } from '../core/index.ts';
import { slashed } from './slashed.ts';
import type { Splitter } from './splitter.ts';

/** Names an error message lists at most. */
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
    const prefix = `${slashed(root).replace(/\/+$/, '')}/`;
    const relative = (path: string): string => {
      const whole = slashed(path);
      return (whole.startsWith(prefix) ? whole.slice(prefix.length) : whole).replace(/^(\.\/)+/, '');
    };
    const listed = new Set(names.map(relative));
    const present = new Set(found.map(relative));
    const missing = [...listed].filter((name) => !present.has(name));
    if (listed.size === 0 || missing.length > 0) {
      return E.left(
        badData(
          source,
          `images below ${root}, one path relative to it in a line`,
          listed.size === 0
            ? 'an empty list'
            : `${String(missing.length)} of ${String(listed.size)} names that are not there: ${missing.slice(0, MAX_NAMED).join(', ')}${missing.length > MAX_NAMED ? ', …' : ''}`,
          'The list is a text file such as tench/1.JPEG, church/2.JPEG, …, a name in each line.',
        ),
      );
    }
    const isValid = paths.map((path) => listed.has(relative(path)));
    const where = (part: boolean): number[] => isValid.flatMap((valid, i) => (valid === part ? [i] : []));
    return E.right({ train: where(false), valid: where(true) });
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
