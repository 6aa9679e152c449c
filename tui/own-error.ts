import { MillraceError, type AppError } from '../src/core/index.ts';
import { userFrames } from '../src/io/index.ts';

/** How many of the user's frames are shown. */
const MOST_FRAMES = 5;

/**
 * An exception as an error of a user's pipeline: with file and line, and the user's own frames of the stack only. Null if
 * none of it is the user's: then it comes from Millrace.
 */
export function ownError(cause: unknown): AppError | null {
  const [first, ...others] = userFrames(cause);
  if (first === undefined || !(cause instanceof Error)) return null;
  const detail = cause instanceof MillraceError ? cause.detail : null;
  if (detail !== null) return { ...detail, where: `${first}: ${detail.where}` };
  const frames = others.slice(0, MOST_FRAMES).map((frame) => `\n  called from ${frame}`);
  return {
    _tag: 'PipelineFailed',
    where: first,
    expected: 'a pipeline that runs',
    received: `${cause.name}: ${cause.message}${frames.join('')}`,
    advice: '',
  };
}
