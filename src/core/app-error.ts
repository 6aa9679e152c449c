import { printable, shortened } from './printable.ts';

/**
 * The kinds of failure: a bad option, bad data (images, a model, a list of files), too many unreadable images, a loss
 * that is not finite, an exception in a user's pipeline, an engine that is missing or that failed, another process of the
 * run that was lost, a failed download, a file that cannot be written, and a bug.
 */
export type AppErrorTag =
  | 'BadOption'
  | 'BadData'
  | 'TooManyBadItems'
  | 'TrainingDiverged'
  | 'PipelineFailed'
  | 'EngineUnavailable'
  | 'EngineFailed'
  | 'ProcessLost'
  | 'DownloadFailed'
  | 'WriteFailed'
  | 'BrokenInvariant';

/**
 * A failure as plain data: what was expected, where, what was received instead, and what to do about it.
 *
 * @category Errors
 */
export interface AppError {
  readonly _tag: AppErrorTag;
  /** The option, path, file or function that failed. */
  readonly where: string;
  /** Empty if `received` names the mistake: `unknown option`. */
  readonly expected: string;
  readonly received: string;
  /** What the user can do, as a sentence; empty if there is nothing to do. */
  readonly advice: string;
}

/**
 * Returns the error as text for a terminal: `--lr: expected a positive number, received "banana". Try --lr 3e-3.`
 *
 * Control characters, as in file names, become spaces; a very long text, as from a damaged file, is cut. The text spans
 * several lines only if `received` does, as with a stack trace.
 *
 * @param error the failure
 * @category Errors
 */
export const describeError = ({ where, expected, received, advice }: AppError): string =>
  `${shortened(where)}: ${expected === '' ? '' : `expected ${expected}, received `}${shortened(received.replace(/\.$/, ''))}.${advice === '' ? '' : ` ${advice}`}`
    .split('\n')
    .map(printable)
    .join('\n');

/** Returns the exit code for an error: 2 for invalid arguments or data, 1 for everything else. */
export const exitCodeOf = (error: AppError): 1 | 2 =>
  error._tag === 'BadOption' || error._tag === 'BadData' ? 2 : 1;

/**
 * An `Error` that carries an {@link AppError}: thrown for bad options, and emitted as the error notification of
 * streams.
 *
 * @category Errors
 */
export class MillraceError extends Error {
  /** Also true for errors from a second copy of Millrace in the process, which a TypeScript loader may load. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'MillraceError' && 'detail' in value;
  }

  override readonly name = 'MillraceError';
  /** The failure as plain data; `message` is its {@link describeError description}. */
  readonly detail: AppError;

  constructor(detail: AppError, options?: { readonly cause?: unknown }) {
    super(describeError(detail), options);
    this.detail = detail;
  }
}
