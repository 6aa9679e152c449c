import * as E from 'fp-ts/Either';
import { folderNames } from './folder-names.ts';
import type { Labeller } from './labeller.ts';

/** The class is the name of the folder the picture is in: fastai's `parent_label`. */
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
