import { slashed } from './slashed.ts';

/** The names of the folders on a path, outermost first, without the file's. */
export const folderNames = (path: string): readonly string[] =>
  slashed(path)
    .split('/')
    .slice(0, -1)
    .filter((name) => name !== '' && name !== '.');
