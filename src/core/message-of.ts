/** Plain words for the error codes whose own text is technical or misleading. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'a read-only disk',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'no space left in the disk quota',
  EEXIST: 'a file is in the way',
  ENOTDIR: 'a file instead of a folder',
  EISDIR: 'a folder instead of a file',
  ENOTEMPTY: 'a folder that is not empty',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
};

/** `EBUSY: resource busy or locked, open '/a/b'`, as Node.js words a system error. */
const SYSTEM_MESSAGE = /^[A-Z]\w*: (.*?), \w+(?: '.*)?$/s;

interface SystemError extends NodeJS.ErrnoException {
  /** The second path, of a rename. */
  readonly dest?: string;
}

/**
 * Returns the message of anything that was thrown. A system error is put in plain words, without its code and with its
 * path: `permission denied: /a/b`.
 *
 * @param reported the path that the caller reports anyway; it is not repeated
 */
export function messageOf(cause: unknown, reported?: string): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code = '', syscall, path, dest = path }: SystemError = cause;
  const reason = REASONS[code] ?? SYSTEM_MESSAGE.exec(cause.message)?.[1];
  if (syscall === undefined || reason === undefined) return cause.message;
  return dest === undefined || dest === reported ? reason : `${reason}: ${dest}`;
}

/** Returns the code of a system error, such as `ENOENT`; otherwise undefined. */
export const errorCode = (cause: unknown): string | undefined =>
  cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;

/** Returns an error handler that returns the value for a missing file and for the given codes, and rethrows otherwise. */
export const ifMissing =
  <A>(value: A, ...codes: readonly string[]) =>
  (error: unknown): A => {
    if (['ENOENT', ...codes].includes(errorCode(error) ?? '')) return value;
    throw error;
  };
