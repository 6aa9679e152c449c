import * as E from 'fp-ts/lib/Either.js';
import { badData } from '../core/index.ts';
import { relativeTo } from './folder-names.ts';
import { isPartName } from './folder-split.ts';
import type { Labeller } from './labeller.ts';

/**
 * Returns a labeller by the folder directly below the root, however deep in it an image is, as in `cat/old/1.jpg`:
 * torchvision's ImageFolder.
 *
 * Fails with BadData for an image beside these folders.
 *
 * @param isSplit whether the root is split by folders, as in `train/cat/old/1.jpg`: then the folder below the part is taken
 * @category Files
 */
export const topLabel =
  (isSplit = false): Labeller =>
  (path, root) => {
    const folders = relativeTo(root)(path).split('/').slice(0, -1);
    const label = folders[isSplit && isPartName(folders[0]) ? 1 : 0];
    return (
      label ??
      E.left(badData(path, `an image in a class folder below ${root}`, 'one beside the class folders'))
    );
  };
