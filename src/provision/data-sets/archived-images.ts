import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { catchError, concat, defer, EMPTY, throwError, type Observable } from 'rxjs';
import { cacheFolder as defaultCacheFolder } from '../../io/support/index.ts';
import { locked } from '../../io/processes/index.ts';
import type { Archive } from '../fetching/archive.ts';
import { asDataSetError, dataSetError } from '../fetching/data-set-error.ts';
import type { DataSetProgress } from '../fetching/data-set-progress.ts';
import { fetchArchive } from '../fetching/fetch-archive.ts';
import { hasImages } from '../fetching/has-images.ts';
import type { RetryPolicy } from '../fetching/retry-policy.ts';
import { unpackArchive } from '../fetching/unpack-archive.ts';

export interface ArchivedImages {
  readonly archive: Archive;
  /** The address of the folder that the archive is in: http or https, with or without a slash at its end. */
  readonly baseUrl: string;
  /** Millrace's cache folder, by default the user's. */
  readonly cacheFolder?: string;
  /** By default 30 s without a byte, and going on 8 times, first after 1 s. */
  readonly retryPolicy?: RetryPolicy;
}

const RETRY_POLICY: RetryPolicy = { stallMs: 30_000, retries: 8, retryMs: 1_000 };

/**
 * The images of an archive on a server, in folders `train` and `val`; fetched once, into the cache. Where they are
 * already there, only `ImagesReady` comes, without network. The folder is either whole or not there, and a download
 * goes on where it stopped: so it may be interrupted at any moment, and run by two processes, of which one waits.
 *
 * Errors with BadOption (the address), DownloadFailed (no network, another file, an archive that is not as it should be:
 * that is not kept) or WriteFailed (no room, no right to write). Unsubscribing stops it; what has arrived is kept.
 */
export const archivedImages = ({
  archive,
  baseUrl,
  cacheFolder = defaultCacheFolder(process.env),
  retryPolicy = RETRY_POLICY,
}: ArchivedImages): Observable<DataSetProgress> =>
  defer(() => {
    const folder = join(cacheFolder, archive.name);
    const path = `${folder}.tgz.part`;
    const work = defer(() => {
      // Another process may have been at it until now.
      if (hasImages(folder)) return EMPTY;
      const plan = { archive, url: addressOf(archive, baseUrl), path, folder, retryPolicy };
      return concat(fetchArchive(plan), unpackArchive(plan));
    });
    return concat(
      hasImages(folder) ? EMPTY : locked(`${folder}.lock`, work),
      defer(() => ready(folder, path)),
    ).pipe(catchError((cause: unknown) => throwError(() => asDataSetError(cause, archive, folder))));
  });

/** Where a process was killed after unpacking, the archive is still there. */
async function ready(folder: string, path: string): Promise<DataSetProgress> {
  await rm(path, { force: true }).catch(() => undefined);
  return { _tag: 'ImagesReady', folder };
}

function addressOf(archive: Archive, baseUrl: string): string {
  if (/^https?:/.test(baseUrl) && URL.canParse(baseUrl)) {
    return `${baseUrl.replace(/\/+$/, '')}/${archive.file}`;
  }
  throw dataSetError(
    'BadOption',
    archive,
    `the http or https address of a folder with its archive (${archive.mirrorVariable})`,
    JSON.stringify(baseUrl),
    'Correct it or leave it out',
  );
}
