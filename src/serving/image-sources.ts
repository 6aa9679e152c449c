import { catchError, concatMap, map, of, type Observable, type OperatorFunction } from 'rxjs';
import type { Capabilities, NotPredicted } from '../core/index.ts';
import { folderContents } from '../files/index.ts';

/** A path of an image to predict, as reached from the argument that names it, or the reason why there is none. */
export type FoundImage = { readonly path: string } | NotPredicted;

/** What {@link imageSources} needs of the disk. */
export interface SourceDisk extends Pick<Capabilities, 'readDirectory'> {
  readonly isFile: (path: string) => boolean;
  readonly isFolder: (path: string) => boolean;
  /** Emits the files that match a pattern, sorted. */
  readonly globFiles: (pattern: string) => Observable<readonly string[]>;
}

/**
 * Expands paths into images: a file is itself, a folder all images below it, sorted, and a pattern such as
 * `photos/*.jpg` the files that match.
 *
 * ```text
 * source      -f-d-----p-----|    f a file, d a folder, p a pattern
 * output      -f-(xy)--(zw)--|    x, y below d; z, w match p
 * ```
 *
 * An argument without an image is emitted with the reason. Errors only if the source does.
 */
export const imageSources = (disk: SourceDisk): OperatorFunction<string, FoundImage> =>
  concatMap((path): Observable<FoundImage> | readonly FoundImage[] => {
    if (disk.isFile(path)) return [{ path }];
    if (disk.isFolder(path)) return imagesBelow(disk, path);
    if (!/[*?[{]/.test(path)) return [{ path, error: 'no such file or folder' }];
    return disk
      .globFiles(path)
      .pipe(
        concatMap((paths): readonly FoundImage[] =>
          paths.length === 0 ? [{ path, error: 'no file matches' }] : paths.map((each) => ({ path: each })),
        ),
      );
  });

const imagesBelow = ({ readDirectory }: SourceDisk, folder: string): Observable<FoundImage> =>
  folderContents(readDirectory, folder).pipe(
    map(({ images, leftOut }): readonly FoundImage[] => {
      const others = leftOut.flatMap(({ path, reason }): readonly NotPredicted[] =>
        ['format that is not decoded', 'cannot be read', 'broken link'].includes(reason)
          ? [{ path, error: reason }]
          : [],
      );
      const found = [...images.map((path) => ({ path })), ...others];
      return found.length === 0 ? [{ path: folder, error: 'a folder without images' }] : found;
    }),
    catchError((cause: unknown) =>
      of([{ path: folder, error: cause instanceof Error ? cause.message : String(cause) }]),
    ),
    concatMap((found) => found),
  );
