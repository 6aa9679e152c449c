import { map } from 'rxjs';
import { firstNames, shellCommand, type FileContents } from '../core/index.ts';
import { equalFiles } from './equal-files.ts';
import type { Examiner } from './examiner.ts';
import { relativeTo } from './folder-names.ts';

/** The maximum number of pairs in a warning. */
const MAX_NAMED = 3;

/** Files to open at most: a third of a second. With more candidates, the smaller files are not compared. */
const MAX_OPENED = 20_000;

/**
 * Returns an examiner that finds validation images with an exact copy among the training images: the network was trained
 * on them, so its scores are too good. `millrace verify` finds all copies, and resized ones.
 *
 * @category Files
 */
export const copiesExaminer =
  (contents: Pick<FileContents, 'sizes' | 'hashes'>): Examiner =>
  ({ train, valid, root = '' }) => {
    const relative = relativeTo(root);
    const validation = new Set(valid.map(({ path }) => path));
    const isAcross = (paths: readonly string[]): boolean => {
      const first = validation.has(paths[0] ?? '');
      return paths.some((path) => validation.has(path) !== first);
    };
    const paths = [...train, ...valid].map(({ path }) => path);
    return equalFiles(contents, paths, { isWanted: isAcross, limit: MAX_OPENED }).pipe(
      map((groups) => {
        if (groups.length === 0) return [];
        const pairs = groups.flatMap((group) => {
          const trained = group.find((path) => !validation.has(path));
          const copies = group.filter((path) => validation.has(path));
          return trained === undefined
            ? []
            : copies.map((path) => `${relative(path)} = ${relative(trained)}`);
        });
        const images =
          pairs.length === 1
            ? 'validation image is a copy of a training image'
            : 'validation images are copies of training images';
        return [
          `${pairs.length} ${images}: ${firstNames(pairs, MAX_NAMED)}. For a list: ${shellCommand(['verify', root])}`,
        ];
      }),
    );
  };
