import * as E from 'fp-ts/lib/Either.js';
import { catchError, map, of, type Observable } from 'rxjs';
import { BadImage } from './bad-image.ts';
import { withinLimits } from './within-limits.ts';

/** Pixels of the longer side: twice the size on the page. */
const SIDE = 480;

/**
 * Emits a small upright JPEG of an image, with transparent pixels on white; a small image keeps its size. Left: why the
 * image cannot be read.
 */
export const thumbnail = (path: string): Observable<E.Either<string, Uint8Array>> =>
  withinLimits(path, ({ open }) =>
    open({ failOn: 'error' })
      .autoOrient()
      .resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .jpeg({ quality: 78, mozjpeg: true })
      .toBuffer(),
  ).pipe(
    map((jpeg): E.Either<string, Uint8Array> => E.right(jpeg)),
    catchError((cause: unknown) => {
      if (cause instanceof BadImage) return of(E.left<string, Uint8Array>(cause.message));
      throw cause;
    }),
  );
