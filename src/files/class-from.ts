import type { Labeller } from './labeller.ts';
import { parentLabel } from './parent-label.ts';
import { regexLabel } from './regex-label.ts';
import { topLabel } from './top-label.ts';

/**
 * What names the class of an image: the folder that it is in (`parent`, as in fastai), the folder directly below the folder
 * of images or below a part of it such as `train` (`top`, as in torchvision), a regular expression, or a function.
 *
 * @category Files
 */
export type ClassFrom = 'parent' | 'top' | RegExp | Labeller;

/**
 * Returns the labeller.
 *
 * @param isSplit whether the folders directly below the root are parts of a split
 */
export function labellerOf(from: ClassFrom, isSplit: boolean): Labeller {
  if (from === 'parent') return parentLabel;
  if (from === 'top') return topLabel(isSplit);
  return typeof from === 'function' ? from : regexLabel(from);
}
