import { catchError, defer, of, type Observable } from 'rxjs';
import { openRegular } from './image-file.ts';

/** Bytes of the largest file that is read into memory; a larger one is decoded in pieces. */
const MAX_BYTES = 2 ** 25;

/** Emits the bytes of an image file; null if it cannot be read or is larger than 32 MiB. */
export const readImage = (path: string): Observable<Uint8Array | null> =>
  defer(() => readBytes(path)).pipe(catchError(() => of(null)));

async function readBytes(path: string): Promise<Uint8Array | null> {
  const { file, bytes } = await openRegular(path);
  try {
    return bytes > MAX_BYTES ? null : await file.readFile();
  } finally {
    await file.close();
  }
}
