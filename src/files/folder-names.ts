/** Returns the path with forward slashes if it is a Windows path. */
export const toForwardSlashes = (path: string): string =>
  /^[A-Za-z]:\\|^\\\\/.test(path) ? path.replaceAll('\\', '/') : path;

/** Returns the names of the folders on a path to a file, outermost first. */
export const folderNames = (path: string): readonly string[] =>
  toForwardSlashes(path)
    .split('/')
    .slice(0, -1)
    .filter((name) => name !== '' && name !== '.');

/**
 * Returns a function that makes paths below a folder relative to it, with forward slashes; others stay.
 *
 * @category Files
 */
export function relativeTo(root: string): (path: string) => string {
  const prefix = `${toForwardSlashes(root).replace(/\/+$/, '')}/`;
  return (path) => {
    const normalized = path.startsWith(prefix) ? path : toForwardSlashes(path);
    const below = normalized.startsWith(prefix) ? normalized.slice(prefix.length) : normalized;
    return below.startsWith('./') ? below.replace(/^(\.\/)+/, '') : below;
  };
}
