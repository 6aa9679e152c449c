import * as E from 'fp-ts/lib/Either.js';
import { folderNames } from './folder-names.ts';
import type { Splitter } from './splitter.ts';

/** Options of {@link grandparentSplit}: the names of the folders that hold the class folders. */
export interface GrandparentSplitConfig {
  /** `train` by default. */
  readonly train?: string;
  /** `val` and `valid` by default. */
  readonly valid?: string | readonly string[];
}

/**
 * Returns a splitter by the folder above the class folder, as in `train/cat/1.jpg` and `val/cat/2.jpg`: fastai's
 * GrandparentSplitter.
 *
 * Images elsewhere are in neither part.
 *
 * @param options the names of the folders
 * @category Files
 */
export const grandparentSplit =
  ({ train = 'train', valid = ['val', 'valid'] }: GrandparentSplitConfig = {}): Splitter =>
  (paths) => {
    const grandparents = paths.map((path) => folderNames(path).at(-2));
    const indicesIn = (names: readonly string[]): number[] =>
      grandparents.flatMap((name, i) => (name !== undefined && names.includes(name) ? [i] : []));
    return E.right({ train: indicesIn([train]), valid: indicesIn([valid].flat()) });
  };
