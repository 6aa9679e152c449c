import * as E from 'fp-ts/lib/Either.js';
import { catchError, defer, map, of, type Observable } from 'rxjs';
import { MAX_PIXELS } from '../../core/index.ts';
import { messageOf } from '../support/message-of.ts';
import { requireRaster } from './image-file.ts';
import { sharp } from './sharp.ts';

/** Pixels of the longer side: twice the size on the page. */
const SIDE = 480;

/**
 * Emits a small upright JPEG of an image, with transparent pixels on white; a small image keeps its size. Left: why the
 * image cannot be read.
 */
export const thumbnail = (path: string): Observable<E.Either<string, Uint8Array>> =>
  defer(async () => {
    await requireRaster(path);
    return sharp(path, { limitInputPixels: MAX_PIXELS })
      .autoOrient()
      .resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .jpeg({ quality: 78, mozjpeg: true })
      .toBuffer();
  }).pipe(
    map((jpeg): E.Either<string, Uint8Array> => E.right(jpeg)),
    catchError((cause: unknown) => of(E.left(messageOf(cause).replace(/\n.*/s, '')))),
  );
