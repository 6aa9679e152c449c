import { rm } from 'node:fs/promises';
import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  ignoreElements,
  of,
  tap,
  throwError,
  type Observable,
} from 'rxjs';
import { fileSize } from '../../io/support/index.ts';
import { hashOf } from './hash-of.ts';
import { dataSetError } from './data-set-error.ts';
import type { DataSetProgress } from './data-set-progress.ts';
import { downloading } from './downloading.ts';
import type { FetchPlan } from './fetch-plan.ts';
import { willFetch } from './will-fetch.ts';

/**
 * Fetches an archive to its path, going on from what an earlier time left there, and compares it with its hash. Where it
 * differs it is deleted; where it came in several pieces, it is fetched once more in one. Without network where all of
 * it is there. Errors with DownloadFailed or WriteFailed.
 */
export const fetchArchive = (plan: FetchPlan): Observable<DataSetProgress> => fetched(plan, true);

const fetched = (plan: FetchPlan, mayStartOver: boolean): Observable<DataSetProgress> =>
  defer(() => bytesHere(plan)).pipe(
    concatMap((here) => {
      let inPieces = here > 0;
      const { name, bytes } = plan.archive;
      const arriving = concat(willFetch(plan, here), downloading(plan)).pipe(
        tap(({ _tag }) => {
          if (_tag === 'Retrying') inPieces = true;
        }),
      );
      return concat(here === bytes ? EMPTY : arriving, verified(plan)).pipe(
        catchError((cause: unknown) => {
          if (!(cause instanceof OtherFile)) return throwError(() => cause);
          if (!inPieces || !mayStartOver) return throwError(() => otherFile(plan, cause));
          return concat(of<DataSetProgress>({ _tag: 'StartingOver', name }), fetched(plan, false));
        }),
      );
    }),
  );

/** A file that is too long is none of ours. */
async function bytesHere({ archive, path }: FetchPlan): Promise<number> {
  const size = await fileSize(path);
  if (size <= archive.bytes) return size;
  await rm(path);
  return 0;
}

/** The message is the hash. */
class OtherFile extends Error {}

const verified = ({ archive: { name, bytes, sha256 }, path }: FetchPlan): Observable<DataSetProgress> =>
  concat(
    of<DataSetProgress>({ _tag: 'Verifying', name, bytes }),
    defer(async () => {
      const received = await hashOf(path, 'sha256', 'hex');
      if (received === sha256) return;
      await rm(path);
      throw new OtherFile(received);
    }).pipe(ignoreElements()),
  );

const otherFile = ({ archive, url }: FetchPlan, { message }: OtherFile): Error =>
  dataSetError(
    'DownloadFailed',
    archive,
    `${url} with SHA-256 ${archive.sha256}`,
    message,
    `The server or a proxy delivers another file, which was deleted; ${archive.mirrorVariable} names another server`,
  );
