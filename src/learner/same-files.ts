import { map, of, type Observable } from 'rxjs';
import {
  at,
  badData,
  createRng,
  MillraceError,
  processName,
  type Collective,
  type ImageFile,
  type ImageFiles,
} from '../core/index.ts';

/**
 * Emits once if every process has found the same images with the same labels, in the same split. Errors with BadData, which
 * names the processes whose images differ from those of process 0. Folders may have other paths.
 */
export const sameFiles = (files: ImageFiles, collective: Collective): Observable<unknown> =>
  collective.size === 1
    ? of(null)
    : collective.allGather$(new TextEncoder().encode(describe(files))).pipe(
        map((each) => {
          const lists = each.map((bytes) => new TextDecoder().decode(bytes));
          const first = at(lists, 0);
          const others = lists.flatMap((list, rank) => (list === first ? [] : [rank]));
          if (others.length === 0) return;
          throw new MillraceError(
            badData(
              'images',
              `those of ${processName(collective, 0)} in every process: ${first}`,
              others.map((rank) => `${processName(collective, rank)}: ${at(lists, rank)}`).join('; '),
              'Give every machine the same files, or put them on a disk that all share. Names of files and folders, labels and the split must be equal.',
            ),
          );
        }),
      );

/** Returns `7576 for training and 1893 for validation, list #3f9a…`, with a hash of names and labels. */
function describe({ train, valid, vocab }: ImageFiles): string {
  const prefix = folderOf({ train, valid });
  const lines = [train, valid].map((part) =>
    part.map(({ path, target }) => `${path.slice(prefix.length)}\t${String(target)}`).join('\n'),
  );
  const draw = createRng(0)
    .at(...lines, vocab.join('\n'))
    .draws();
  const hash = Math.floor(draw() * 2 ** 48).toString(16);
  return `${train.length} for training and ${valid.length} for validation, list #${hash}`;
}

const folders = new WeakMap<readonly ImageFile[], string>();

/** Returns the longest folder that the paths of all images begin with. */
export function folderOf({ train, valid }: Pick<ImageFiles, 'train' | 'valid'>): string {
  const folder = folders.get(train) ?? commonFolder([...train, ...valid].map(({ path }) => path));
  folders.set(train, folder);
  return folder;
}

function commonFolder(paths: readonly string[]): string {
  const [first = ''] = paths;
  const length = paths.reduce((shared, path) => {
    let same = 0;
    while (same < shared && path[same] === first[same]) same++;
    return same;
  }, first.length);
  return first.slice(0, first.lastIndexOf('/', length - 1) + 1);
}
