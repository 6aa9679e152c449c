import { MillraceError, writeFailed as writeFailure } from '../core/index.ts';

/** That a file of the run folder could not be written, and why. */
export const writeFailed = (cause: unknown): MillraceError =>
  new MillraceError(
    writeFailure(
      'the run folder',
      'that files can be written',
      cause instanceof Error ? cause.message : String(cause),
      'Check the disk, or choose another folder with --out.',
    ),
    { cause },
  );

/** The same of whatever a sink failed with; an error of ours stays what it is. */
export const asWriteFailed = (cause: unknown): MillraceError =>
  cause instanceof MillraceError ? cause : writeFailed(cause);
