import { isAbsolute, relative, sep } from 'node:path';

/** Returns an absolute path relative to the current folder, if it is inside it; otherwise unchanged. */
export const pathFromHere = (path: string): string => {
  const name = relative('.', path);
  const isOutside = name === '..' || name.startsWith(`..${sep}`) || isAbsolute(name);
  return isOutside ? path : name || '.';
};
