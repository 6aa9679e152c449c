import {
  catchError,
  concat,
  connect,
  defer,
  filter,
  ignoreElements,
  map,
  merge,
  of,
  timer,
  type Observable,
} from 'rxjs';
import { FetchError } from './fetch-error.ts';
import type { Downloading, Retrying } from './fetch-progress.ts';
import { fetchRest, type Transfer } from './fetch-rest.ts';
import { TransferError } from './request-rest.ts';
import { withSpeed } from './with-speed.ts';

/** How long to wait for data, and how often to retry a failed connection. */
export interface RetryPolicy {
  /** A connection that delivers nothing for this long is closed. */
  readonly stallMs: number;
  /** How many times a download continues after its connection failed. */
  readonly retries: number;
  /** The first pause before a retry; each is twice as long as the one before, up to half a minute. */
  readonly retryMs: number;
}

/** What to download over HTTP. */
export interface HttpDownload extends Omit<Transfer, 'stallMs'> {
  readonly name: string;
  readonly retryPolicy: RetryPolicy;
  /** How to find or choose the server, as a sentence. */
  readonly elsewhere: string;
}

const MAX_PAUSE = 30_000;

/**
 * Downloads a file over HTTP. Resumes from the part on disk, also after a failed connection; a server that does not
 * answer the first request is not asked again. Errors with FetchError, or with a system error of the disk.
 * Unsubscribing keeps the part that arrived.
 */
export const download = ({
  name,
  retryPolicy: { stallMs, retries, retryMs },
  elsewhere,
  ...transfer
}: HttpDownload): Observable<Downloading | Retrying> => {
  const { url, totalBytes } = transfer;
  const attempt = (count: number): Observable<number | Retrying> =>
    fetchRest({ ...transfer, stallMs }).pipe(
      catchError((cause: unknown) => {
        if (!(cause instanceof TransferError)) throw cause;
        const { kind, message: reason } = cause;
        if (count >= retries || kind === 'permanent' || (kind === 'unreachable' && count === 0)) {
          const advice = kind === 'permanent' ? elsewhere : 'Check the network, and start again to continue.';
          const expected = `${totalBytes} bytes from ${url}`;
          throw new FetchError('DownloadFailed', expected, reason, advice, { cause });
        }
        const pauseMs = Math.min(retryMs * 2 ** count, MAX_PAUSE);
        return concat(
          of<Retrying>({ _tag: 'Retrying', name, reason, seconds: pauseMs / 1000 }),
          timer(pauseMs).pipe(ignoreElements()),
          defer(() => attempt(count + 1)),
        );
      }),
    );
  return attempt(0).pipe(
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
