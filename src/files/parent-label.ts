import * as E from 'fp-ts/lib/Either.js';
import { badData, type AppError } from '../core/index.ts';
import { folderNames } from './folder-names.ts';

/**
 * Labels an image with the name of its folder: fastai's parent_label.
 *
 * Fails with BadData for a path without a folder.
 *
 * @category Files
 */
export const parentLabel = (path: string): E.Either<AppError, string> => {
  const label = folderNames(path).at(-1);
  return label === undefined
    ? E.left(badData(path, 'an image in a folder named after its class', 'a path without a folder'))
    : E.right(label);
};
