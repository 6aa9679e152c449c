import { catchError, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import { writeFailed, MillraceError } from '../../core/index.ts';
import { messageOf } from './message-of.ts';

/** Returns the error for a file or folder that cannot be written. */
export const toWriteFailed = (cause: unknown, path: string, expected = 'a writable file'): MillraceError =>
  new MillraceError(
    writeFailed(
      path,
      expected,
      messageOf(cause, path),
      'Free some disk space, or choose another folder with --out.',
    ),
    { cause },
  );

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
