import * as E from 'fp-ts/lib/Either.js';
import { concatMap, forkJoin, map, of, toArray, type Observable } from 'rxjs';
import { at, CORRUPT_JPEG, type Capabilities, type Decoded, type DecodeRequest } from '../core/index.ts';
import { decodeJpegs, type JpegRequest } from '../engine/index.ts';
import { jpegRequest } from './jpeg-request.ts';

/** Options of {@link jpegDecoder}. */
export interface JpegDecoderConfig extends Pick<Capabilities, 'decode'> {
  /** Emits the bytes of a file; null if it cannot be read or is too large to hold in memory. */
  readonly readBytes: (path: string) => Observable<Uint8Array | null>;
}

/**
 * Returns a decoder in which the engine decodes ordinary JPEG files, all of one call together, in a third of the time;
 * `decode` decodes the other images, and reports what is wrong with those that the engine rejects.
 *
 * The pixels of a file do not depend on the other requests. Only files named `.jpg` or `.jpeg` are read. Keeps the paths of
 * damaged files, which the engine finds by decoding a file and its neighbours several times.
 */
export function jpegDecoder({ decode, readBytes }: JpegDecoderConfig): Capabilities['decode'] {
  const damaged = new Set<string>();
  return (requests) =>
    forkJoin(requests.map((request) => jpegOf(request, readBytes))).pipe(
      concatMap((jpegs) => {
        const images = decodeKnown(requests, jpegs, damaged);
        return decode(requests.filter((_, i) => images[i] === null)).pipe(
          toArray(),
          concatMap((outcomes) => {
            let next = 0;
            return images.map((image) => (image === null ? at(outcomes, next++) : E.right(image)));
          }),
        );
      }),
    );
}

/** Emits the engine's request for an image; null if the engine cannot decode it. */
function jpegOf(
  { image, plan }: DecodeRequest,
  readBytes: JpegDecoderConfig['readBytes'],
): Observable<JpegRequest | null> {
  if (typeof image !== 'string') return of(jpegRequest(image, plan));
  if (!/\.jpe?g$/i.test(image)) return of(null);
  return readBytes(image).pipe(map((bytes) => (bytes === null ? null : jpegRequest(bytes, plan))));
}

/** Decodes the files of the engine's requests; null for other images. `damaged` holds the paths of files known to be damaged. */
function decodeKnown(
  requests: readonly DecodeRequest[],
  jpegs: readonly (JpegRequest | null)[],
  damaged: Set<string>,
): readonly (Decoded | null)[] {
  const paths = requests.map(({ image }) => (typeof image === 'string' ? image : ''));
  const files = jpegs.flatMap((jpeg, i) =>
    jpeg === null ? [] : [{ ...jpeg, wasDamaged: damaged.has(at(paths, i)) }],
  );
  const results = decodeJpegs(files).values();
  return jpegs.map((jpeg, i) => {
    const result = jpeg === null ? null : (results.next().value ?? null);
    if (jpeg === null || result === null) return null;
    const { pixels, isDamaged } = result;
    const path = at(paths, i);
    if (!isDamaged) damaged.delete(path);
    else if (path !== '') damaged.add(path);
    return { pixels, source: jpeg.source, ...(isDamaged ? { damage: CORRUPT_JPEG } : {}) };
  });
}
