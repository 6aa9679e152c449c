import { throwError, type Observable } from 'rxjs';
import { MillraceError, writeFailed } from '../core/index.ts';

/** Converts an error of a sink to WriteFailed; a MillraceError is returned unchanged. */
export const toWriteFailed = (cause: unknown): MillraceError =>
  cause instanceof MillraceError
    ? cause
    : new MillraceError(
        writeFailed(
          'the run folder',
          'writable files',
          cause instanceof Error ? cause.message : String(cause),
          'Check the disk, or choose another folder with --out.',
        ),
        { cause },
      );

/** A handler for `catchError`: errors with {@link toWriteFailed} of the cause. */
export const asWriteFailed = (cause: unknown): Observable<never> => throwError(() => toWriteFailed(cause));
