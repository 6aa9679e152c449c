import { statSync } from 'node:fs';

/** Whether there is a folder at a path (or a link to one). */
export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
