import { join } from 'node:path';
import { isFolder } from '../../io/index.ts';

/** Whether a folder holds `train` and `val`. */
export const hasImages = (folder: string): boolean =>
  ['train', 'val'].every((name) => isFolder(join(folder, name)));
