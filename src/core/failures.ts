import type { AppError, AppErrorTag } from './app-error.ts';

/**
 * Makes a failure of one kind from where it happened, what was expected, what was received, and what the user can do,
 * as a sentence.
 */
type Failure = (where: string, expected: string, received: string, advice?: string) => AppError;

const failure =
  (_tag: AppErrorTag): Failure =>
  (where, expected, received, advice = '') => ({ _tag, where, expected, received, advice });

/**
 * Makes the failure of a wrong option, as data: throw it as
 * `new MillraceError(badOption('--lr', 'a positive number', 'banana'))`.
 *
 * @param where the option, or the function and its option
 * @param advice what the user can do, as a sentence
 * @category Errors
 */
export const badOption = failure('BadOption');
/**
 * Makes the failure of wrong data (images, a model, a list of files), as data.
 *
 * @param where the path
 * @param advice what the user can do, as a sentence
 * @category Errors
 */
export const badData = failure('BadData');
/** Makes the failure of too many images that cannot be read. */
export const tooManyBadItems = failure('TooManyBadItems');
/** Makes the failure of an exception in a user's pipeline. */
export const pipelineFailed = failure('PipelineFailed');
/** Makes the failure of an engine that cannot be prepared or loaded. */
export const engineUnavailable = failure('EngineUnavailable');
/** Makes the failure of an engine that failed while it worked. */
export const engineFailed = failure('EngineFailed');
/** Makes the failure of a download. */
export const downloadFailed = failure('DownloadFailed');
/** Makes the failure of a file that cannot be written. */
export const writeFailed = failure('WriteFailed');
/** Makes the failure that is a bug of Millrace. */
export const brokenInvariant = failure('BrokenInvariant');
