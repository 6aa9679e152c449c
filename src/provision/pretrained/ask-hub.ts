import {
  catchError,
  concatMap,
  defer,
  finalize,
  from,
  map,
  of,
  throwError,
  timeout,
  type Observable,
} from 'rxjs';
import { FetchError } from '../fetching/fetch-error.ts';
import type { Retrying } from '../fetching/fetch-progress.ts';
import { stallError } from '../fetching/fetch-rest.ts';
import { retryTransfer, type RetryPolicy } from '../fetching/retry-transfer.ts';
import { toTransferError, TransferError } from '../fetching/request-rest.ts';

/** The result of a request. */
export interface Answer<R> {
  readonly _tag: 'Answer';
  readonly value: R;
}

/** A small request. */
export interface AskHub<R> {
  readonly name: string;
  readonly retryPolicy: RetryPolicy;
  /** Rejects with TransferError, with FetchError or as `fetch` does. */
  readonly ask: (signal: AbortSignal) => Promise<R>;
  /** Returns the error of the last attempt. */
  readonly toError: (cause: TransferError) => FetchError;
}

/** Asks, and tries again if the connection fails; emits the answer at the end. Unsubscribing closes the connection. */
export const askHub = <R>({ name, retryPolicy, ask, toError }: AskHub<R>): Observable<Answer<R> | Retrying> =>
  retryTransfer({
    ...{ name, retryPolicy, toError },
    transfer: defer(() => {
      const controller = new AbortController();
      return from(ask(controller.signal)).pipe(
        timeout({
          each: retryPolicy.stallMs,
          with: () => throwError(() => stallError(0, retryPolicy.stallMs)),
        }),
        catchError((cause: unknown) => throwError(() => toKnown(cause))),
        map((value): Answer<R> => ({ _tag: 'Answer', value })),
        finalize(() => controller.abort()),
      );
    }),
  });

const toKnown = (cause: unknown): Error =>
  cause instanceof FetchError || cause instanceof TransferError
    ? cause
    : toTransferError('unreachable', cause);

/** Passes on the progress of a request, and continues with its answer. */
export const afterAnswer = <R, P extends { readonly _tag: string }>(
  asked: Observable<Answer<R> | P>,
  next: (value: R) => Observable<P>,
): Observable<P> => asked.pipe(concatMap((step) => (isAnswer<R>(step) ? next(step.value) : of(step))));

const isAnswer = <R>(step: Answer<R> | { readonly _tag: string }): step is Answer<R> =>
  step._tag === 'Answer';
