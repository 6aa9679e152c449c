import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  ignoreElements,
  map,
  type Observable,
  of,
  tap,
  throttleTime,
} from 'rxjs';
import { formatBytes } from '../../core/index.ts';
import { fileSize, freeBytes } from '../../io/support/index.ts';
import { digestFile } from './digest.ts';
import { FetchError, ROOM_ADVICE } from './fetch-error.ts';
import type { FetchProgress, WillFetch } from './fetch-progress.ts';
import type { Source } from './source.ts';

/**
 * Emits what will be downloaded; nothing if all files are already on disk. Errors with FetchError if the disk lacks the
 * space to download one file at a time and unpack all of them.
 *
 * @param folder the destination, in an existing folder
 */
export const announceFetch = (sources: readonly Source[], folder: string): Observable<WillFetch> =>
  defer(async () => {
    const parts = await Promise.all(
      sources.map(async (source) => ({ ...source, bytesHere: await keepPart(source) })),
    );
    const missing = parts.filter(({ bytes, bytesHere }) => bytesHere < bytes);
    const [first] = missing;
    if (first === undefined) return [];
    const diskBytes =
      Math.max(...missing.map(({ bytes, bytesHere, temporaryBytes }) => bytes - bytesHere + temporaryBytes)) +
      missing.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
    await checkRoom(diskBytes, dirname(folder));
    const downloads = missing.map(({ name, bytes, bytesHere, licence }) => ({
      ...{ name, bytes, bytesHere },
      ...(licence === undefined ? {} : { licence }),
    }));
    return [{ _tag: 'WillFetch', downloads, how: first.how, folder, diskBytes } satisfies WillFetch];
  }).pipe(concatMap((steps) => steps));

async function checkRoom(bytes: number, folder: string): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= bytes) return;
  const expected = `${formatBytes(bytes)} of free disk space in ${folder}`;
  throw new FetchError('NoRoom', expected, formatBytes(free), ROOM_ADVICE);
}

/**
 * Downloads a file unless it is already on disk, verifies it and unpacks it into a new folder. A file with another
 * digest is deleted; if it arrived in several pieces, it is downloaded once more from the start. Errors with
 * FetchError, or with an error of the disk or of the source's `unpack`.
 */
export const fetchSource = (source: Source, folder: string): Observable<FetchProgress> =>
  concat(fetchFile(source, true), unpack(source, folder));

const fetchFile = (source: Source, mayStartOver: boolean): Observable<FetchProgress> =>
  defer(() => keepPart(source)).pipe(
    concatMap((bytesHere) => {
      let isInPieces = bytesHere > 0;
      const arriving = source.fetch().pipe(
        tap(({ _tag }) => {
          if (_tag === 'Retrying') isInPieces = true;
        }),
      );
      return concat(bytesHere === source.bytes ? EMPTY : arriving, verify(source)).pipe(
        catchError((cause: unknown) => {
          if (!(cause instanceof DigestMismatch && isInPieces && mayStartOver)) throw cause;
          return concat(
            of<FetchProgress>({ _tag: 'StartingOver', name: source.name }),
            fetchFile(source, false),
          );
        }),
      );
    }),
  );

/** Returns the number of bytes already on disk. Removes a file that is too long, or a part that cannot be resumed. */
async function keepPart({ file, bytes, isResumable }: Source): Promise<number> {
  const size = await fileSize(file);
  if (size === bytes || (isResumable && size < bytes)) return size;
  await rm(file, { force: true });
  return 0;
}

class DigestMismatch extends FetchError {}

const verify = ({ name, bytes, digest, file, how, elsewhere }: Source): Observable<FetchProgress> =>
  concat(
    of<FetchProgress>({ _tag: 'Verifying', name, bytes }),
    defer(async () => {
      const received = await digestFile(file, digest);
      if (received === digest) return;
      await rm(file);
      const advice = `The server or a proxy delivered another file, which was deleted. ${elsewhere}`;
      throw new DigestMismatch('DownloadFailed', `${name} ${how}, ${digest}`, received, advice);
    }).pipe(ignoreElements()),
  );

const unpack = ({ name, unpackedBytes, ...source }: Source, folder: string): Observable<FetchProgress> =>
  source.unpack(folder).pipe(
    throttleTime(250, undefined, { leading: true, trailing: true }),
    map((fraction): FetchProgress => {
      const bytes = Math.round(fraction * unpackedBytes);
      return { _tag: 'Unpacking', name, bytes, totalBytes: unpackedBytes };
    }),
  );
