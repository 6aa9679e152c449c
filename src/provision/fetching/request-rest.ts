import type { Transfer } from './transfer.ts';
import { TransferError, transferError } from './transfer-error.ts';

/** What a server sends of a file. */
export interface Rest {
  /** The position of its first byte: 0 where the server sends the whole file, whatever was asked. */
  readonly start: number;
  readonly body: AsyncIterable<Uint8Array>;
}

const PARTIAL = 206;

/**
 * Asks for the bytes of a file from a position on (HTTP Range, RFC 9110). No entity tag goes along: the file is pinned by
 * its hash, which is compared at the end, and every piece that is not of a file of its size is refused here. Rejects
 * with TransferError: nobody answers, a status other than 200 and 206, another file.
 */
export async function requestRest(
  { url, totalBytes }: Pick<Transfer, 'url' | 'totalBytes'>,
  position: number,
  signal: AbortSignal,
): Promise<Rest> {
  const response = await fetch(url, {
    // What a server zips on the way has other positions.
    headers: { 'accept-encoding': 'identity', ...(position > 0 ? { range: `bytes=${position}-` } : {}) },
    signal,
  }).catch((thrown: unknown) => {
    throw transferError('unreachable', thrown);
  });
  if (response.status !== PARTIAL && response.status !== 200) throw statusError(response);
  const isPartial = response.status === PARTIAL;
  const range = response.headers.get('content-range') ?? '';
  const length = response.headers.get('content-length');
  if (isPartial ? !isRest(range, position, totalBytes) : length !== null && Number(length) !== totalBytes) {
    throw new TransferError('over', isPartial ? `the piece "${range}"` : `a file of ${length ?? ''} bytes`);
  }
  return { start: isPartial ? position : 0, body: response.body ?? nothing() };
}

/** Whether a piece goes from the position to the end of a file of that size; a server may not know the size. */
function isRest(range: string, position: number, totalBytes: number): boolean {
  const [, start, end, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
  const isWhole = total === '*' || Number(total) === totalBytes;
  return Number(start) === position && Number(end) < totalBytes && isWhole;
}

function statusError({ status, statusText }: Response): TransferError {
  const isPassing = status === 408 || status === 429 || status >= 500;
  return new TransferError(isPassing ? 'again' : 'over', `HTTP status ${status} ${statusText}`.trim());
}

async function* nothing(): AsyncGenerator<never> {
  // An answer without a body.
}
