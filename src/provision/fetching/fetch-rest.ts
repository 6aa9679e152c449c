import { constants } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { defer, finalize, from, throwError, timeout, type Observable } from 'rxjs';
import { formatDuration } from '../../core/index.ts';
import { fileSize } from '../../io/support/index.ts';
import { requestRest, toTransferError, TransferError, type RemoteFile } from './request-rest.ts';

/** A file on a server, and its destination. */
export interface Transfer extends RemoteFile {
  /** Holds the first bytes of the file, or does not exist. */
  readonly file: string;
  /** A connection that delivers nothing for this long is closed. */
  readonly stallMs: number;
}

/**
 * Downloads the missing bytes of a file with one request. Emits the number of bytes on disk: when the server answers,
 * then after each piece. Completes after the last byte, even if the connection fails then. Errors with TransferError,
 * or with a system error of the disk. Unsubscribing closes the connection and keeps the bytes that arrived.
 */
export const fetchRest = (transfer: Transfer): Observable<number> =>
  defer(() => {
    const controller = new AbortController();
    return from(writePieces(transfer, controller.signal)).pipe(
      timeout({
        each: transfer.stallMs,
        with: ({ seen }) => throwError(() => stallError(seen, transfer.stallMs)),
      }),
      finalize(() => controller.abort()),
    );
  });

/** Returns the error for a server that sends nothing for some time, after `seen` messages. */
export const stallError = (seen: number, ms: number): TransferError =>
  new TransferError(seen === 0 ? 'unreachable' : 'temporary', `no data for ${formatDuration(ms / 1000)}`);

async function* writePieces(transfer: Transfer, signal: AbortSignal): AsyncGenerator<number> {
  const { file: path, totalBytes } = transfer;
  const { start, body } = await requestRest(transfer, await fileSize(path), signal);
  // Not opened for appending: two processes would write the same bytes to the same positions.
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT, 0o644);
  try {
    if (start === 0) await file.truncate(0);
    let bytes = start;
    yield bytes;
    for await (const piece of readBody(body, () => bytes === totalBytes)) {
      if (bytes + piece.length > totalBytes) {
        await rm(path);
        throw new TransferError('permanent', `more than ${totalBytes} bytes`);
      }
      await writeAt(file, piece, bytes);
      bytes += piece.length;
      yield bytes;
      if (bytes === totalBytes) return;
    }
    if (bytes < totalBytes) throw new TransferError('temporary', `the connection was cut at ${bytes} bytes`);
  } finally {
    await file.close();
  }
}

async function* readBody(
  body: AsyncIterable<Uint8Array>,
  isComplete: () => boolean,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (thrown) {
    // A connection that is cut after the last byte has delivered everything.
    if (isComplete()) return;
    throw toTransferError('temporary', thrown);
  }
}

async function writeAt(file: FileHandle, piece: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < piece.length;) {
    const { bytesWritten } = await file.write(piece, done, piece.length - done, position + done);
    done += bytesWritten;
  }
}
