import {
  badOption,
  downloadFailed as downloadFailure,
  engineUnavailable as unavailable,
  MillraceError,
} from '../../core/index.ts';
import { messageOf } from '../../io/support/index.ts';

/** The engine cannot be had on this machine as it is. */
export const engineUnavailable = (
  expected: string,
  received: string,
  advice: string,
  options?: ErrorOptions,
): MillraceError => new MillraceError(unavailable('engine', expected, received, advice), options);

/** `--device gpu` cannot be had on this machine. */
export const gpuRefused = (expected: string, received: string, advice: string): MillraceError =>
  new MillraceError(badOption('--device gpu', expected, received, advice));

/** A part of the engine could not be fetched. */
export const downloadFailed = (expected: string, received: string, advice: string): MillraceError =>
  new MillraceError(downloadFailure('engine', expected, received, advice));

/** Any failure on the way, as an error of ours: full disks and folders that cannot be written are named. */
export function asEngineError(cause: unknown, folder: string): MillraceError {
  if (cause instanceof MillraceError) return cause;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const received = messageOf(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return engineUnavailable(`room for the engine in ${folder}`, `a full disk (${received})`, ROOM_ADVICE);
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR') {
    return engineUnavailable('files that can be written', received, ROOM_ADVICE, { cause });
  }
  return engineUnavailable('the engine to be prepared', received, 'Start again: what is whole is kept.', {
    cause,
  });
}

export const ROOM_ADVICE = 'Make room, or set XDG_CACHE_HOME to a folder with room that you can write to.';
