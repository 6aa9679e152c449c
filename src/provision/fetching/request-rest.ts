/**
 * Why a transfer failed. `temporary`: the connection was lost, and a retry may succeed. `unreachable`: no server
 * answered; a retry makes sense only if one answered before. `permanent`: every attempt would fail in the same way.
 */
export class TransferError extends Error {
  override readonly name = 'TransferError';
  readonly kind: 'temporary' | 'unreachable' | 'permanent';

  constructor(kind: TransferError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** Converts an exception of `fetch`: its cause has the reason, or only a code if several addresses were tried. */
export function toTransferError(kind: TransferError['kind'], thrown: unknown): TransferError {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
  const { message = '', code = '' } = cause as Partial<NodeJS.ErrnoException>;
  return new TransferError(kind, message === '' ? code : message, { cause: thrown });
}

/** Sends a request without a body. Rejects as `fetch` does, or with TransferError. */
export type Send = (
  url: string,
  request: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
) => Promise<Response>;

/** A file on a server. */
export interface RemoteFile {
  readonly url: string;
  readonly totalBytes: number;
  /** By default `fetch`, which follows redirects. */
  readonly send?: Send;
}

/** The part of a file that a server sends. */
export interface Rest {
  /** The position of its first byte: 0 if the server sends the whole file, whatever was requested. */
  readonly start: number;
  readonly body: AsyncIterable<Uint8Array>;
}

const PARTIAL = 206;

/**
 * Requests the bytes of a file from a position on (HTTP Range, RFC 9110). No entity tag is sent: the digest of the file is
 * verified at the end, and a part of a file of another size is rejected here. Rejects with TransferError if no server
 * answers, for a status other than 200 and 206, and for a file of another size.
 */
export async function requestRest(
  { url, totalBytes, send = fetch }: RemoteFile,
  position: number,
  signal: AbortSignal,
): Promise<Rest> {
  const response = await send(url, {
    // Compression in transit would change the positions.
    headers: { 'accept-encoding': 'identity', ...(position > 0 ? { range: `bytes=${position}-` } : {}) },
    signal,
  }).catch((thrown: unknown) => {
    throw thrown instanceof TransferError ? thrown : toTransferError('unreachable', thrown);
  });
  if (response.status !== PARTIAL && response.status !== 200) throw statusError(response);
  const isPartial = response.status === PARTIAL;
  const range = response.headers.get('content-range') ?? '';
  const length = response.headers.get('content-length');
  if (isPartial ? !isRest(range, position, totalBytes) : length !== null && Number(length) !== totalBytes) {
    throw new TransferError(
      'permanent',
      isPartial ? `the byte range "${range}"` : `a file of ${length ?? ''} bytes`,
    );
  }
  return { start: isPartial ? position : 0, body: response.body ?? emptyBody() };
}

/** Returns whether a byte range starts at the position in a file of that size; a server may not know the size. */
function isRest(range: string, position: number, totalBytes: number): boolean {
  const [, start, end, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
  const hasSize = total === '*' || Number(total) === totalBytes;
  return Number(start) === position && Number(end) < totalBytes && hasSize;
}

/** Returns the error for a status that is no success. */
export function statusError({ status, statusText }: Response): TransferError {
  const isTemporary = status === 408 || status === 429 || status >= 500;
  return new TransferError(
    isTemporary ? 'temporary' : 'permanent',
    `HTTP status ${status} ${statusText}`.trim(),
  );
}

async function* emptyBody(): AsyncGenerator<never> {
  // A response without a body.
}
