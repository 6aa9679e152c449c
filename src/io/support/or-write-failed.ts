import { catchError, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import { writeFailed, MillraceError } from '../../core/index.ts';
import { errorCode, messageOf } from './message-of.ts';

/** Returns the error for a file or folder that cannot be written. */
export const toWriteFailed = (cause: unknown, path: string, expected = 'a writable file'): MillraceError =>
  new MillraceError(
    writeFailed(
      path,
      expected,
      messageOf(cause, path),
      ADVICE[errorCode(cause) ?? ''] ?? 'Choose another folder with --out.',
    ),
    { cause },
  );

const NO_SPACE = 'Free some disk space, or choose another folder with --out.';
const IN_THE_WAY = 'Choose another path with --out.';
const FORBIDDEN = 'Choose a folder that you may write to with --out.';

/** What to do about an error, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: NO_SPACE,
  EDQUOT: NO_SPACE,
  EISDIR: IN_THE_WAY,
  EEXIST: IN_THE_WAY,
  ENOTDIR: IN_THE_WAY,
  ENOTEMPTY: IN_THE_WAY,
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: FORBIDDEN,
};

/**
 * Converts every other error into WriteFailed, with the path of the file that could not be written.
 *
 * ```text
 * source      -a-#    ENOSPC
 * output      -a-#    WriteFailed: the path, and no space left on the disk
 * ```
 */
export const orWriteFailed = <T>(path: string): MonoTypeOperatorFunction<T> =>
  catchError((cause: unknown) =>
    throwError(() => (cause instanceof MillraceError ? cause : toWriteFailed(cause, path))),
  );
