import { concatMap, map, of, type Observable } from 'rxjs';
import {
  at,
  badData,
  firstNames,
  groupBy,
  MillraceError,
  type FileContents,
  extensionOf,
} from '../core/index.ts';
import type { Examiner } from './examiner.ts';
import { relativeTo } from './folder-names.ts';

/** The maximum number of names in a warning. */
const MAX_NAMED = 5;

/** Files of each extension whose first bytes are read; if one of these is not an image, all of them are. */
const SAMPLE = 500;

/**
 * Returns an examiner that finds files that are not images, whatever their names: HEIC photos named .jpg, web pages, Git LFS
 * pointers, empty files. It reads the first bytes of at most 500 files of each extension, spread over the list; if one of
 * them cannot be decoded, it reads those of all files with this extension.
 *
 * Errors with BadData if more than half of the files cannot be decoded: the run would end after skipping that many.
 *
 * @category Files
 */
export const contentExaminer =
  ({ faults }: Pick<FileContents, 'faults'>): Examiner =>
  ({ train, valid, root = '' }) => {
    const paths = [...train, ...valid].map(({ path }) => path).sort();
    const groups = [...groupBy(paths, extensionOf).values()];
    const faultsIn = (group: readonly string[]): Observable<readonly Fault[]> =>
      faults(group).pipe(
        map((reasons) =>
          group.flatMap((path, i) => {
            const reason = at(reasons, i);
            return reason === null ? [] : [{ path, reason }];
          }),
        ),
      );
    return faultsIn(groups.flatMap(sampleOf)).pipe(
      concatMap((sampled) => {
        const suspect = new Set(sampled.map(({ path }) => extensionOf(path)));
        return suspect.size === 0
          ? of(sampled)
          : faultsIn(groups.filter(([path = '']) => suspect.has(extensionOf(path))).flat());
      }),
      map((found) => {
        const sentences = sentencesOf(found, root);
        if (found.length > paths.length / 2)
          throw new MillraceError(
            badData(
              root,
              'images',
              `${sentences.join('; ')}, of ${paths.length} files`,
              'Convert or replace the files.',
            ),
          );
        return sentences;
      }),
    );
  };

interface Fault {
  readonly path: string;
  readonly reason: string;
}

const sampleOf = (paths: readonly string[]): readonly string[] =>
  paths.length <= SAMPLE
    ? paths
    : Array.from({ length: SAMPLE }, (_, i) => at(paths, Math.floor((i * paths.length) / SAMPLE)));

/** `12 files that cannot be decoded (a HEIC image: convert it to JPEG or PNG): cat/1.jpg, …`. */
function sentencesOf(found: readonly Fault[], root: string): readonly string[] {
  const relative = relativeTo(root);
  return [...groupBy(found, ({ reason }) => reason)].map(([reason, files]) => {
    const names = files.map(({ path }) => relative(path));
    return `${names.length} ${names.length === 1 ? 'file' : 'files'} that cannot be decoded (${reason}): ${firstNames(names, MAX_NAMED)}`;
  });
}
