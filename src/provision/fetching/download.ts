import { connect, filter, map, merge, type Observable } from 'rxjs';
import { FetchError } from './fetch-error.ts';
import type { Downloading, Retrying } from './fetch-progress.ts';
import { fetchRest, type Transfer } from './fetch-rest.ts';
import { retryTransfer, type RetryPolicy } from './retry-transfer.ts';
import { withSpeed } from './with-speed.ts';

/** What to download over HTTP. */
export interface HttpDownload extends Omit<Transfer, 'stallMs'> {
  readonly name: string;
  readonly retryPolicy: RetryPolicy;
  /** How to find or choose the server, as a sentence. */
  readonly elsewhere: string;
}

/**
 * Downloads a file over HTTP. Resumes from the part on disk, also after a failed connection; a server that does not
 * answer the first request is not asked again. Errors with FetchError, or with a system error of the disk.
 * Unsubscribing keeps the part that arrived.
 */
export const download = ({
  name,
  retryPolicy,
  elsewhere,
  ...transfer
}: HttpDownload): Observable<Downloading | Retrying> => {
  const { url, totalBytes } = transfer;
  return retryTransfer({
    ...{ name, retryPolicy },
    transfer: fetchRest({ ...transfer, stallMs: retryPolicy.stallMs }),
    toError: (cause) => {
      const isPermanent = cause.kind === 'permanent';
      const advice = isPermanent ? elsewhere : 'Check the network, and start again to continue.';
      const expected = `${totalBytes} bytes from ${url}`;
      return new FetchError('DownloadFailed', expected, cause.message, advice, { cause });
    },
  }).pipe(
    connect((steps$) =>
      merge(
        steps$.pipe(
          filter((step) => typeof step === 'number'),
          withSpeed(totalBytes),
          map((speed): Downloading => ({ _tag: 'Downloading', name, totalBytes, ...speed })),
        ),
        steps$.pipe(filter((step) => typeof step !== 'number')),
      ),
    ),
  );
};
