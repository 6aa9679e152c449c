import { catchError, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import { writeFailed, MillraceError } from '../../core/index.ts';
import { messageOf } from './message-of.ts';

/**
 * Tells any failure to write a file of a run as WriteFailed.
 *
 * ```text
 * source      -a-#    ENOSPC
 * output      -a-#    WriteFailed: the path, and that ENOSPC was received
 * ```
 */
export const orWriteFailed = <T>(path: string): MonoTypeOperatorFunction<T> =>
  catchError((cause: unknown) =>
    throwError(
      () =>
        new MillraceError(
          writeFailed(
            path,
            'to write it',
            messageOf(cause),
            'Make room, or choose another folder with --out.',
          ),
          { cause },
        ),
    ),
  );
