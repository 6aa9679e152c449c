import { printable } from './printable.ts';

/** What went wrong: a wrong argument, a wrong data folder, the engine, a download, a file, or a bug of ours. */
export type AppErrorTag =
  | 'BadOption'
  | 'BadData'
  | 'TooManyBadItems'
  | 'EngineUnavailable'
  | 'EngineFailed'
  | 'DownloadFailed'
  | 'WriteFailed'
  | 'BrokenInvariant';

/** An error of ours: what was expected, where, what was received, and what to do about it. Plain data. */
export interface AppError {
  readonly _tag: AppErrorTag;
  /** The option, path, file or function it is about. */
  readonly where: string;
  readonly expected: string;
  readonly received: string;
  /** What the person can do, as a sentence; empty where there is nothing. */
  readonly advice: string;
}

/**
 * The error as one line for people: `--lr: expected a positive number, received "banana". Try --lr 3e-3.` It may hold
 * lines of a stack; control characters of file names do not reach the terminal.
 */
export const describeError = ({ where, expected, received, advice }: AppError): string =>
  `${where}: expected ${expected}, received ${received}.${advice === '' ? '' : ` ${advice}`}`
    .split('\n')
    .map(printable)
    .join('\n');

/** The exit code of a run that ended with the error: 2 for the person's arguments and data, 1 for everything else. */
export const exitCodeOf = (error: AppError): 1 | 2 =>
  error._tag === 'BadOption' || error._tag === 'BadData' ? 2 : 1;

/** Carries an AppError where JavaScript wants an Error: thrown, or as the error notification of a stream. */
export class MillraceError extends Error {
  override readonly name = 'MillraceError';
  readonly detail: AppError;

  constructor(detail: AppError, options?: ErrorOptions) {
    super(describeError(detail), options);
    this.detail = detail;
  }
}
