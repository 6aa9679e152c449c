import type { AppError, AppErrorTag } from './app-error.ts';

/** Returns a failure as plain data; `advice` is what the user can do, as a sentence. */
export type FailureMaker = (where: string, expected: string, received: string, advice?: string) => AppError;

const failure =
  (_tag: AppErrorTag): FailureMaker =>
  (where, expected, received, advice = '') => ({ _tag, where, expected, received, advice });

/**
 * Returns the failure for an invalid option, as plain data. To throw it:
 * `throw new MillraceError(badOption('--lr', 'a positive number', 'banana'))`.
 *
 * @param where the option, or the function and its option
 * @param advice what the user can do, as a sentence
 * @category Errors
 */
export const badOption = failure('BadOption');
/**
 * Returns the failure for invalid data (images, a model, a list of files), as plain data.
 *
 * @param where the path
 * @param advice what the user can do, as a sentence
 * @category Errors
 */
export const badData = failure('BadData');
/** Returns the failure for too many unreadable images. */
export const tooManyBadItems = failure('TooManyBadItems');
/** The position of a training step, or of an epoch, each number from 0. */
interface TrainingPlace {
  readonly phase: number;
  readonly epoch: number;
  readonly step?: number;
}

/** Returns `phase 1, epoch 3, step 12`, counted from 1. */
export const trainingPlace = ({ phase, epoch, step }: TrainingPlace): string =>
  `phase ${phase + 1}, epoch ${epoch + 1}${step === undefined ? '' : `, step ${step + 1}`}`;

/** Returns the failure for a loss that is not finite. */
export const trainingDiverged = failure('TrainingDiverged');
/** Returns the failure for an exception in a user's pipeline. */
export const pipelineFailed = failure('PipelineFailed');
/** Returns the failure for an engine that cannot be installed or loaded. */
export const engineUnavailable = failure('EngineUnavailable');
/** Returns the failure for an engine that stopped working. */
export const engineFailed = failure('EngineFailed');
/** Returns the failure for one of several processes that train together: it failed, hangs, cannot be reached, or left. */
export const processLost = failure('ProcessLost');
/** Returns the failure for a download that did not succeed. */
export const downloadFailed = failure('DownloadFailed');
/** Returns the failure for a file that cannot be written. */
export const writeFailed = failure('WriteFailed');
/** Returns the failure for a bug in Millrace. */
export const brokenInvariant = failure('BrokenInvariant');

/** Returns the failure for an exception that no code of ours throws on purpose. */
export const unexpectedFailure = (where: string, cause: unknown): AppError =>
  engineFailed(
    where,
    'no exception',
    cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    'This is a bug in Millrace or in the engine; please report it with the text above.',
  );
