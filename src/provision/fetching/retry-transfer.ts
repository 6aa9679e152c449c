import { catchError, concat, defer, ignoreElements, of, timer, type Observable } from 'rxjs';
import type { FetchError } from './fetch-error.ts';
import type { Retrying } from './fetch-progress.ts';
import { TransferError } from './request-rest.ts';

/** How long to wait for data, and how often to retry a failed connection. */
export interface RetryPolicy {
  /** A connection that delivers nothing for this long is closed. */
  readonly stallMs: number;
  /** How many times a transfer continues after its connection failed. */
  readonly retries: number;
  /** The first pause before a retry; each is twice as long as the one before, up to half a minute. */
  readonly retryMs: number;
}

/** By default 30 s without a byte and 8 retries, the first after 1 s. */
export const RETRY_POLICY: RetryPolicy = { stallMs: 30_000, retries: 8, retryMs: 1_000 };

/** A transfer that may fail. */
export interface RetryTransfer<A> {
  readonly name: string;
  readonly retryPolicy: RetryPolicy;
  /** Subscribed for each attempt. */
  readonly transfer: Observable<A>;
  /** Returns the error of the last attempt. */
  readonly toError: (cause: TransferError) => FetchError;
}

const MAX_PAUSE = 30_000;

/**
 * Transfers, and tries again after a pause if that fails with a temporary TransferError; a server that does not answer the
 * first request is not asked again. Emits `Retrying` before each pause. Passes on every error but a TransferError.
 */
export const retryTransfer = <A>({
  name,
  retryPolicy: { retries, retryMs },
  transfer,
  toError,
}: RetryTransfer<A>): Observable<A | Retrying> => {
  const attempt = (count: number): Observable<A | Retrying> =>
    transfer.pipe(
      catchError((cause: unknown) => {
        if (!(cause instanceof TransferError)) throw cause;
        const { kind, message: reason } = cause;
        if (count >= retries || kind === 'permanent' || (kind === 'unreachable' && count === 0))
          throw toError(cause);
        const pauseMs = Math.min(retryMs * 2 ** count, MAX_PAUSE);
        return concat(
          of<Retrying>({ _tag: 'Retrying', name, reason, seconds: pauseMs / 1000 }),
          timer(pauseMs).pipe(ignoreElements()),
          defer(() => attempt(count + 1)),
        );
      }),
    );
  return attempt(0);
};
