import { catchError, concat, defer, ignoreElements, map, of, throwError, timer, type Observable } from 'rxjs';
import { fetchRest } from './fetch-rest.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { Transfer } from './transfer.ts';
import { TransferError } from './transfer-error.ts';

export type DownloadStep =
  | { readonly _tag: 'Bytes'; readonly bytes: number }
  /** It will be tried again after a pause. */
  | { readonly _tag: 'Failed'; readonly reason: string; readonly pauseMs: number };

const LONGEST_PAUSE = 30_000;

/**
 * Fetches a file into a path, going on from what is there, and again from there where the connection fails. A server that
 * nobody answers at first is not asked twice. Errors with the last TransferError, or as the disk does.
 */
export const download = (
  transfer: Omit<Transfer, 'stallMs'>,
  { stallMs, retries, retryMs }: RetryPolicy,
): Observable<DownloadStep> => {
  const attempt = (count: number): Observable<DownloadStep> =>
    fetchRest({ ...transfer, stallMs }).pipe(
      map((bytes): DownloadStep => ({ _tag: 'Bytes', bytes })),
      catchError((cause: unknown) => {
        if (count >= retries || !isWorthRetrying(cause, count)) return throwError(() => cause);
        const pauseMs = Math.min(retryMs * 2 ** count, LONGEST_PAUSE);
        return concat(
          of<DownloadStep>({ _tag: 'Failed', reason: cause.message, pauseMs }),
          timer(pauseMs).pipe(ignoreElements()),
          defer(() => attempt(count + 1)),
        );
      }),
    );
  return attempt(0);
};

const isWorthRetrying = (cause: unknown, count: number): cause is TransferError =>
  cause instanceof TransferError && (cause.hope === 'again' || (cause.hope === 'unreachable' && count > 0));
