import * as E from 'fp-ts/lib/Either.js';
import { catchError, defer, map, of, type Observable } from 'rxjs';
import { messageOf } from '../support/message-of.ts';
import { sharp } from './sharp.ts';

/** Pixels of the longer side: twice what a page shows. */
const SIDE = 480;

/** An image with more is not read: it may be made to fill the memory. */
const MAX_PIXELS = 178_956_970;

/**
 * A small JPEG of an image, upright, on white where it is clear; smaller images keep their size. Left: why there is
 * none, e.g. that the file is gone.
 */
export const thumbnail = (path: string): Observable<E.Either<string, Uint8Array>> =>
  defer(() =>
    sharp(path, { limitInputPixels: MAX_PIXELS })
      .autoOrient()
      .resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .jpeg({ quality: 78, mozjpeg: true })
      .toBuffer(),
  ).pipe(
    map((jpeg): E.Either<string, Uint8Array> => E.right(jpeg)),
    catchError((cause: unknown) => of(E.left(messageOf(cause).split('\n')[0] ?? ''))),
  );
