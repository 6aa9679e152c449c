import { MillraceError, shellCommand, type AppErrorTag } from '../../core/index.ts';
import { messageOf } from '../../io/support/index.ts';
import type { Archive } from './archive.ts';

/** Why a data set is not there, and what else can be done. */
export const dataSetError = (
  _tag: AppErrorTag,
  { name }: Archive,
  expected: string,
  received: string,
  first = 'Start again: it goes on where it stopped',
): MillraceError =>
  new MillraceError({
    _tag,
    where: `data set ${name}`,
    expected,
    received,
    advice: `${first}. Or train on a copy that you have, with --data DIR, or on the images of the quick start: ${shellCommand()}`,
  });

/** Whether the system refused something: a full disk, a folder that cannot be written. */
export const isSystemError = (cause: unknown): boolean => cause instanceof Error && 'syscall' in cause;

/** Any failure on the way, as an error of ours: what the system refused is WriteFailed, all else is the archive's fault. */
export function asDataSetError(cause: unknown, archive: Archive, folder: string): MillraceError {
  if (cause instanceof MillraceError) return cause;
  return isSystemError(cause)
    ? dataSetError(
        'WriteFailed',
        archive,
        `to write the images to ${folder}`,
        messageOf(cause),
        'Check that there is room and that you may write there (XDG_CACHE_HOME chooses another folder), and start again: it goes on where it stopped',
      )
    : dataSetError(
        'DownloadFailed',
        archive,
        'an archive of images that can be unpacked',
        messageOf(cause),
        'Nothing of it was kept',
      );
}
