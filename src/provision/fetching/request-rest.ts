/**
 * Why a transfer stopped. `again`: the connection was there and may come back. `unreachable`: no server answered, which is
 * worth another try only if one answered before. `over`: every attempt would fail in the same way.
 */
export class TransferError extends Error {
  override readonly name = 'TransferError';
  readonly hope: 'again' | 'unreachable' | 'over';

  constructor(hope: TransferError['hope'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.hope = hope;
  }
}

/** Converts what `fetch` threw: the reason is its cause, which has only a code if several addresses were tried. */
export function toTransferError(hope: TransferError['hope'], thrown: unknown): TransferError {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
  const { message = '', code = '' } = cause as Partial<NodeJS.ErrnoException>;
  return new TransferError(hope, message === '' ? code : message, { cause: thrown });
}

/** A file on a server. */
export interface RemoteFile {
  readonly url: string;
  readonly totalBytes: number;
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
 * verified at the end, and a piece of a file of another size is refused here. Rejects with TransferError if no server
 * answers, for a status other than 200 and 206, and for another file.
 */
export async function requestRest(
  { url, totalBytes }: RemoteFile,
  position: number,
  signal: AbortSignal,
): Promise<Rest> {
  const response = await fetch(url, {
    // Compression on the way would change the positions.
    headers: { 'accept-encoding': 'identity', ...(position > 0 ? { range: `bytes=${position}-` } : {}) },
    signal,
  }).catch((thrown: unknown) => {
    throw toTransferError('unreachable', thrown);
  });
  if (response.status !== PARTIAL && response.status !== 200) throw statusError(response);
  const isPartial = response.status === PARTIAL;
  const range = response.headers.get('content-range') ?? '';
  const length = response.headers.get('content-length');
  if (isPartial ? !isRest(range, position, totalBytes) : length !== null && Number(length) !== totalBytes) {
    throw new TransferError('over', isPartial ? `the piece "${range}"` : `a file of ${length ?? ''} bytes`);
  }
  return { start: isPartial ? position : 0, body: response.body ?? emptyBody() };
}

/** Whether a piece goes from the position to the end of a file of that size; a server may not know the size. */
function isRest(range: string, position: number, totalBytes: number): boolean {
  const [, start, end, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
  const hasSize = total === '*' || Number(total) === totalBytes;
  return Number(start) === position && Number(end) < totalBytes && hasSize;
}

function statusError({ status, statusText }: Response): TransferError {
  const isTemporary = status === 408 || status === 429 || status >= 500;
  return new TransferError(isTemporary ? 'again' : 'over', `HTTP status ${status} ${statusText}`.trim());
}

async function* emptyBody(): AsyncGenerator<never> {
  // A response without a body.
}
