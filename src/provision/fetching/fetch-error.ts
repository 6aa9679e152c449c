import { badOption, downloadFailed, MillraceError, type engineUnavailable } from '../../core/index.ts';
import { messageOf } from '../../io/support/index.ts';

type Tag = 'BadOption' | 'DownloadFailed' | 'NoRoom';

/** A failure of a download, without the purpose of the file. Its message is the `received` part. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly detail: readonly [tag: Tag, expected: string, received: string, advice: string];

  constructor(tag: Tag, expected: string, received: string, advice: string, options?: ErrorOptions) {
    super(received, options);
    this.detail = [tag, expected, received, advice];
  }
}

/** The purpose of the files, for error messages. */
export interface Purpose {
  /** For example `data set imagenette`. */
  readonly where: string;
  readonly folder: string;
  /** Returns the failure for a full disk or a folder that cannot be written. */
  readonly unwritable: typeof engineUnavailable;
  /** What the user can do instead, as a sentence appended to each advice; by default none. */
  readonly alternative?: string;
}

/**
 * Converts any failure of fetching into a MillraceError. A system error is reported as a failure of the disk, any other
 * error as a failure of the downloaded file.
 */
export function toMillraceError(cause: unknown, purpose: Purpose): MillraceError {
  if (cause instanceof MillraceError) return cause;
  const { where, unwritable, alternative = '' } = purpose;
  const [tag, expected, received, advice] = detailOf(cause, purpose);
  const failure = { BadOption: badOption, DownloadFailed: downloadFailed, NoRoom: unwritable }[tag];
  return new MillraceError(failure(where, expected, received, `${advice} ${alternative}`.trim()), { cause });
}

export const ROOM_ADVICE =
  'Free some disk space, or set XDG_CACHE_HOME to a writable folder with enough space.';

/** Returns whether an error comes from the operating system: a full disk, a folder that cannot be written. */
export const isSystemError = (cause: unknown): boolean => cause instanceof Error && 'syscall' in cause;

function detailOf(cause: unknown, { folder }: Purpose): FetchError['detail'] {
  if (cause instanceof FetchError) return cause.detail;
  const received = messageOf(cause);
  return isSystemError(cause)
    ? ['NoRoom', `a writable folder ${folder}`, received, ROOM_ADVICE]
    : [
        'DownloadFailed',
        'an archive that can be unpacked',
        received,
        'Start again: complete parts are kept.',
      ];
}
