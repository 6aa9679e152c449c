import {
  catchError,
  defer,
  EMPTY,
  from,
  map,
  tap,
  timeout,
  toArray,
  type Observable,
  type ReadableStreamLike,
} from 'rxjs';
import { formatBytes } from '../../core/index.ts';
import type { HeldBytes } from './held-bytes.ts';
import { HttpFailure } from './http-failure.ts';

/** Bounds of {@link readBody}. */
export interface ReadBodyConfig {
  readonly maxBytes: number;
  readonly maxMs: number;
  /** Counts the bytes as they arrive. */
  readonly held: HeldBytes;
}

/**
 * Reads the body of a request. Errors with HttpFailure as soon as it has more than `maxBytes` bytes or takes longer than
 * `maxMs`, without reading the rest; never holds more.
 */
export const readBody = (
  { headers, body }: Request,
  { maxBytes, maxMs, held }: ReadBodyConfig,
): Observable<Uint8Array> =>
  defer(() => {
    requireFit(Number(headers.get('content-length') ?? 0), maxBytes);
    let read = 0;
    return (body === null ? EMPTY : from(body as ReadableStreamLike<Uint8Array>)).pipe(
      tap((chunk) => {
        read += chunk.length;
        requireFit(read, maxBytes);
        held.add(chunk.length);
      }),
      toArray(),
      timeout({
        first: maxMs,
        with: () => {
          throw new HttpFailure(408, `the body did not arrive within ${maxMs / 1000} seconds`, {
            closes: true,
          });
        },
      }),
      map((chunks) => Buffer.concat(chunks)),
      catchError((cause: unknown) => {
        throw cause instanceof HttpFailure
          ? cause
          : new HttpFailure(400, 'the body ended before its end', { closes: true });
      }),
    );
  });

const requireFit = (bytes: number, maxBytes: number): void => {
  if (bytes > maxBytes)
    throw new HttpFailure(413, `expected a body of at most ${formatBytes(maxBytes)}`, { closes: true });
};
