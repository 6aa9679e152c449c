import { map, of, switchMap, type Observable } from 'rxjs';
import { at, groupBy, type FileContents } from '../core/index.ts';

/** Files with the same content. */
export type EqualFiles = readonly string[];

/** Bytes that are compared first: those of a small file are all of it. */
const SAMPLE = 2 ** 16;

/** Options of {@link equalFiles}. */
export interface EqualFilesConfig {
  /** Whether a group of files that may be equal is of interest; by default every group is. */
  readonly isWanted?: (paths: readonly string[]) => boolean;
  /** The maximum number of files to open, larger files first; unlimited by default. */
  readonly limit?: number;
}

/**
 * Emits the groups of files that have the same bytes, each in the order of the list. Only files of equal size are opened,
 * and those of more than 64 KiB are read to their ends only if their middles are equal. Empty files are left out.
 *
 * @param paths the files to compare
 * @category Files
 */
export const equalFiles = (
  contents: Pick<FileContents, 'sizes' | 'hashes'>,
  paths: readonly string[],
  { isWanted = () => true, limit = Infinity }: EqualFilesConfig = {},
): Observable<readonly EqualFiles[]> => {
  const wanted = (group: readonly string[]): boolean => group.length > 1 && isWanted(group);
  return contents.sizes(paths).pipe(
    switchMap((sizes) => {
      const bySize = new Map(paths.map((path, i) => [path, at(sizes, i)]));
      const sizeOf = ([path = '']: readonly string[]): number => bySize.get(path) ?? 0;
      const candidates = groupsBy(paths, (path) => {
        const size = sizeOf([path]);
        return size > 0 ? size : null;
      })
        .filter(wanted)
        .sort((a, b) => sizeOf(b) - sizeOf(a));
      return divided(contents, within(candidates, limit), SAMPLE).pipe(
        map((groups) => groups.filter(wanted)),
        switchMap((groups) => {
          const large = groups.filter((group) => sizeOf(group) > SAMPLE);
          const small = groups.filter((group) => sizeOf(group) <= SAMPLE);
          return divided(contents, large).pipe(map((equal) => [...small, ...equal.filter(wanted)]));
        }),
      );
    }),
  );
};

/** Divides groups of files by their hashes. */
const divided = (
  { hashes }: Pick<FileContents, 'hashes'>,
  groups: readonly (readonly string[])[],
  maxBytes?: number,
): Observable<readonly (readonly string[])[]> => {
  const paths = groups.flat();
  if (paths.length === 0) return of([]);
  return hashes(paths, maxBytes).pipe(
    map((all) => {
      const hashOf = new Map(paths.map((path, i) => [path, at(all, i)]));
      return groups.flatMap((group) => groupsBy(group, (path) => hashOf.get(path) ?? null));
    }),
  );
};

/** Groups paths by a key; those with the key null are left out. */
const groupsBy = (
  paths: readonly string[],
  keyOf: (path: string) => string | number | null,
): (readonly string[])[] =>
  [...groupBy(paths, keyOf)].flatMap(([key, group]) => (key === null ? [] : [group]));

/** Returns the first groups with at most `limit` files together. */
function within(groups: readonly (readonly string[])[], limit: number): readonly (readonly string[])[] {
  let count = 0;
  return groups.filter((group) => (count += group.length) <= limit);
}
