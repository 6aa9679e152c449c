import { open } from 'node:fs/promises';
import { catchError, defer, of, type Observable } from 'rxjs';
import type { Capabilities } from '../../core/index.ts';

/** Bytes; a larger file is decoded piece by piece. */
const MOST = 2 ** 25;

/** Reads an image's file as it is, for {@link Capabilities.readImage}. */
export const readImage: Capabilities['readImage'] = (path): Observable<Uint8Array | null> =>
  defer(() => bytesOf(path)).pipe(catchError(() => of(null)));

async function bytesOf(path: string): Promise<Uint8Array | null> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    return size > MOST ? null : await file.readFile();
  } finally {
    await file.close();
  }
}
