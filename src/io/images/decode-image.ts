import * as E from 'fp-ts/lib/Either.js';
import { catchError, defer, map, of, type Observable } from 'rxjs';
import type { OutputInfo, Sharp } from 'sharp';
import { MAX_SHORT_SIDE, type Capabilities, type Pixels } from '../../core/index.ts';
import { carryOut } from './carry-out.ts';
import { sharp } from './sharp.ts';

/** An image with more is refused, as Pillow refuses it: it may be made to fill the memory. */
const MAX_PIXELS = 178_956_970;

/**
 * Decodes jpg, png, webp, gif (first frame), tiff and avif to upright 8-bit sRGB: grey becomes colour, CMYK and embedded
 * profiles are converted, 16 bits are reduced to 8, and transparency is dropped as Pillow's `convert('RGB')` drops it.
 * Then carries out the plan, with Pillow's bilinear resizing.
 *
 * An image whose shorter side is longer than 2048 pixels is first reduced to that (a JPEG while its blocks are
 * decoded), and the plan is made for what is left: it bounds time and memory.
 *
 * Left: why the file cannot be used: no image, truncated, above 178,956,970 pixels, missing. Decoding runs on libuv's
 * threads (`UV_THREADPOOL_SIZE`) in one piece, so that it goes on while JavaScript is busy (an image that is reduced
 * takes another look at its header, with alpha another pass); resizing runs in JavaScript.
 */
export const decodeImage: Capabilities['decode'] = (path, plan): Observable<E.Either<string, Pixels>> =>
  defer(() => decoded(path)).pipe(
    map(pixelsOf),
    catchError((cause: unknown) => of(E.left<string, Pixels>(reasonOf(cause)))),
    map(E.map((pixels) => carryOut(pixels, plan(pixels)))),
  );

interface Decoded {
  readonly data: Buffer;
  readonly info: OutputInfo;
}

async function decoded(path: string): Promise<Decoded> {
  const image = await rgbOf(reduced(opened(path)));
  if (Math.min(image.info.width, image.info.height) < MAX_SHORT_SIDE) return image;
  // sharp multiplies colours by alpha before it resizes: what is clear turns black. So alpha has to go first.
  const { hasAlpha } = await opened(path).metadata();
  if (!hasAlpha) return image;
  const { data, info } = await rgbOf(opened(path));
  return rgbOf(reduced(sharp(data, { raw: info })));
}

/** Warnings do not count: Pillow reads a JPEG with stray bytes between its parts. Truncation is an error. */
const opened = (path: string): Sharp =>
  sharp(path, { failOn: 'error', limitInputPixels: MAX_PIXELS }).autoOrient();

const reduced = (image: Sharp): Sharp =>
  image.resize({
    width: MAX_SHORT_SIDE,
    height: MAX_SHORT_SIDE,
    fit: 'outside',
    withoutEnlargement: true,
    kernel: 'linear',
  });

const rgbOf = (image: Sharp): Promise<Decoded> =>
  image.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });

const pixelsOf = ({ data, info }: Decoded): E.Either<string, Pixels> =>
  info.channels === 3
    ? E.right({
        height: info.height,
        width: info.width,
        data: new Uint8Array(data.buffer, data.byteOffset, data.length),
      })
    : E.left(`cannot be decoded: ${String(info.channels)} channels`);

/** `VipsJpeg: premature end of JPEG image`, or nothing where another thread has taken the words. */
const OF_A_DECODER = /^(Input (file|buffer) has corrupt header|[\w-]+: |Unknown error)/;

/**
 * What sharp says of its input. Of an image that breaks while it is decoded its libraries say one thing or another, or
 * nothing, as their threads have it.
 */
const reasonOf = (cause: unknown): string => {
  const [line = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  return `cannot be decoded: ${OF_A_DECODER.test(line) ? 'broken, or cut off' : line}`;
};
