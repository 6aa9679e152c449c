/** The path with forward slashes, also where Windows wrote backward ones. */
export const slashed = (path: string): string =>
  /^[A-Za-z]:\\|^\\\\/.test(path) ? path.replaceAll('\\', '/') : path;
