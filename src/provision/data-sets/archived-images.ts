import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { catchError, concat, concatMap, defer, ignoreElements, map, type Observable } from 'rxjs';
import { shellCommand } from '../../core/index.ts';
import { isFolder } from '../../io/index.ts';
import { cacheFolder as defaultCacheFolder } from '../../io/support/index.ts';
import { download } from '../fetching/download.ts';
import { FetchError, isSystemError } from '../fetching/fetch-error.ts';
import { RETRY_POLICY, type RetryPolicy } from '../fetching/retry-transfer.ts';
import type { Source } from '../fetching/source.ts';
import { unpackTar } from '../fetching/unpack-tar.ts';
import { provideImages, type DataSetProgress } from './provide-images.ts';

/** A pinned archive of images on a server. A file with another hash is rejected. */
export interface Archive {
  /** The name of the data set, and of its folder in the cache. */
  readonly name: string;
  /** The file's name on the server. */
  readonly file: string;
  /** The environment variable for another server: the address of a folder that holds the file. */
  readonly mirrorVariable: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
  /** The folder in the archive that holds `train` and `val`. */
  readonly root: string;
  /** The approximate number of files and folders; an archive with more than twice as many is rejected. */
  readonly entries: number;
  /** The approximate unpacked size in bytes; an archive of more than twice this size is rejected. */
  readonly unpackedBytes: number;
}

export interface ArchivedImages {
  readonly archive: Archive;
  /** The address of the folder that holds the archive: http or https, with or without a trailing slash. */
  readonly baseUrl: string;
  /** Millrace's cache folder, by default the user's. */
  readonly cacheFolder?: string;
  /** By default 30 s without a byte and 8 retries, the first after 1 s. */
  readonly retryPolicy?: RetryPolicy;
}

/** The factor by which an archive may exceed its approximate sizes. */
const MARGIN = 2;

/**
 * Downloads an archive of images once, unpacks it into the cache, as the folders `train` and `val`, and emits progress.
 * If the images are already there, emits only `ImagesReady`, without network access. The process may be killed at any
 * moment: the folder is either complete or absent, and an interrupted download resumes. Of two processes, one waits for
 * the other.
 *
 * Errors with BadOption (an invalid address), DownloadFailed (no network, a file with another hash, or an archive that
 * cannot be unpacked, which is deleted) or WriteFailed (no disk space, no permission). Unsubscribing stops the
 * download; the part that arrived is kept.
 */
export const archivedImages = ({
  archive,
  baseUrl,
  cacheFolder = defaultCacheFolder(process.env),
  retryPolicy = RETRY_POLICY,
}: ArchivedImages): Observable<DataSetProgress> => {
  const folder = join(cacheFolder, archive.name);
  const file = `${folder}.tgz.part`;
  return provideImages({
    ...{ root: folder, folder, isComplete: hasImages },
    where: `data set ${archive.name}`,
    alternative: `Or train on your own copy with --data DIR, or on the images of the quick start: ${shellCommand()}`,
    source: () => sourceOf(archive, addressOf(archive, baseUrl), file, retryPolicy),
    // Runs even if nothing was downloaded: an earlier process may have been killed after unpacking the archive.
    cleanUp: () => rm(file, { force: true }).catch(() => undefined),
  });
};

const hasImages = (folder: string): boolean => ['train', 'val'].every((name) => isFolder(join(folder, name)));

const sourceOf = (archive: Archive, url: string, file: string, retryPolicy: RetryPolicy): Source => {
  const { name, bytes, unpackedBytes, mirrorVariable } = archive;
  const elsewhere = `Set ${mirrorVariable} to use another server.`;
  return {
    ...{ name, bytes, unpackedBytes, file, elsewhere, isResumable: true, temporaryBytes: 0 },
    digest: `sha256:${archive.sha256}`,
    how: `from ${url}`,
    fetch: () => download({ name, url, file, totalBytes: bytes, elsewhere, retryPolicy }),
    unpack: (folder) => unpack(archive, file, folder),
  };
};

/** Deletes an archive that cannot be unpacked; keeps it if the disk is full. */
const unpack = (archive: Archive, file: string, folder: string): Observable<number> => {
  const unpacked = `${folder}-archive`;
  const limits = { maxEntries: MARGIN * archive.entries, maxBytes: MARGIN * archive.unpackedBytes };
  return concat(
    defer(() => mkdir(unpacked)).pipe(
      concatMap(() => unpackTar({ archive: file, folder: unpacked, ...limits })),
      map((bytes) => bytes / archive.bytes),
    ),
    defer(async () => {
      const root = join(unpacked, archive.root);
      if (!hasImages(root))
        throw new Error(`no ${archive.root}/train and ${archive.root}/val in the archive`);
      await rename(root, folder);
    }).pipe(ignoreElements()),
  ).pipe(
    catchError(async (cause: unknown) => {
      if (!isSystemError(cause)) await rm(file, { force: true });
      throw cause;
    }),
  );
};

function addressOf({ file, mirrorVariable }: Archive, baseUrl: string): string {
  if (/^https?:/.test(baseUrl) && URL.canParse(baseUrl)) return `${baseUrl.replace(/\/+$/, '')}/${file}`;
  const expected = `an http or https address of a folder with ${file} (${mirrorVariable})`;
  throw new FetchError('BadOption', expected, JSON.stringify(baseUrl), 'Correct it, or omit it.');
}
