import { constants } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { defer, finalize, from, throwError, timeout, type Observable } from 'rxjs';
import { fileSize } from '../../io/support/index.ts';
import { requestRest } from './request-rest.ts';
import type { Transfer } from './transfer.ts';
import { TransferError, transferError } from './transfer-error.ts';

/**
 * Fetches what is missing of a file, with one request, and tells how many bytes are there, first when the server
 * answers. It completes with the last byte, whatever the connection does then. Errors with TransferError, or as the disk
 * does; unsubscribing stops it, and what has arrived stays.
 */
export const fetchRest = (transfer: Transfer): Observable<number> =>
  defer(() => {
    const controller = new AbortController();
    return from(pieces(transfer, controller.signal)).pipe(
      timeout({
        each: transfer.stallMs,
        with: ({ seen }) => throwError(() => stalled(seen, transfer.stallMs)),
      }),
      finalize(() => controller.abort()),
    );
  });

const stalled = (seen: number, ms: number): TransferError =>
  new TransferError(seen === 0 ? 'unreachable' : 'again', `nothing for ${ms / 1000} s`);

async function* pieces(transfer: Transfer, signal: AbortSignal): AsyncGenerator<number> {
  const { path, totalBytes } = transfer;
  const { start, body } = await requestRest(transfer, await fileSize(path), signal);
  // Not for appending: of two processes that write, each writes the same bytes to the same place.
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT, 0o644);
  try {
    if (start === 0) await file.truncate(0);
    let bytes = start;
    yield bytes;
    for await (const piece of received(body, () => bytes === totalBytes)) {
      if (bytes + piece.length > totalBytes) {
        await rm(path);
        throw new TransferError('over', `more than ${totalBytes} bytes`);
      }
      await writeAt(file, piece, bytes);
      bytes += piece.length;
      yield bytes;
      if (bytes === totalBytes) return;
    }
    if (bytes < totalBytes) throw new TransferError('again', `the connection was cut at ${bytes} bytes`);
  } finally {
    await file.close();
  }
}

async function* received(
  body: AsyncIterable<Uint8Array>,
  isWhole: () => boolean,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (thrown) {
    // A connection that is cut behind the last byte has done its work.
    if (isWhole()) return;
    throw transferError('again', thrown);
  }
}

async function writeAt(file: FileHandle, piece: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < piece.length;) {
    const { bytesWritten } = await file.write(piece, done, piece.length - done, position + done);
    done += bytesWritten;
  }
}
