import * as E from 'fp-ts/lib/Either.js';
import { folderNames } from './folder-names.ts';
import type { Labeller } from './labeller.ts';

/**
 * Labels an image with the name of its folder: fastai's parent_label.
 *
 * Fails with BadData for a path without a folder.
 *
 * @category Files
 */
export const parentLabel: Labeller = (path) => {
  const label = folderNames(path).at(-1);
  return label === undefined
    ? E.left({
        _tag: 'BadData',
        where: path,
        expected: 'a picture in a folder that is named after its class',
        received: 'a name without a folder',
        advice: '',
      })
    : E.right(label);
};
