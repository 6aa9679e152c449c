import { MillraceError } from '../core/index.ts';

/** That a file of the run folder could not be written, and why. */
export const writeFailed = (cause: unknown): MillraceError =>
  new MillraceError(
    {
      _tag: 'WriteFailed',
      where: 'the run folder',
      expected: 'that files can be written',
      received: cause instanceof Error ? cause.message : String(cause),
      advice: 'Check the disk, or choose another folder with --out.',
    },
    { cause },
  );

/** The same of whatever a sink failed with; an error of ours stays what it is. */
export const asWriteFailed = (cause: unknown): MillraceError =>
  cause instanceof MillraceError ? cause : writeFailed(cause);
