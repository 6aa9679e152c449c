import { readFile } from 'node:fs/promises';
import * as E from 'fp-ts/Either';
import { defer, type Observable } from 'rxjs';
import sharp, { type Sharp } from 'sharp';
import type { ImageSize, Pixels, ResizePlan, ResizeStep } from '../core/index.ts';

// Pictures are decoded side by side: one thread each, and nothing is seen twice.
sharp.concurrency(1);
sharp.cache(false);

/** Four times an 8K picture: more is taken for a mistake or an attack. */
const MOST_PIXELS = 2 ** 27;

/**
 * Decodes a picture by libvips: upright, sRGB, 8 bits, three channels, alpha dropped, of animations the first frame;
 * then carries out the plan. Left: why it cannot be used.
 */
export const decodeImage = (path: string, plan: ResizePlan): Observable<E.Either<string, Pixels>> =>
  defer(() => decode(path, plan).then(E.right, (cause: unknown) => E.left(reasonOf(cause))));

async function decode(path: string, plan: ResizePlan): Promise<Pixels> {
  const bytes = await readFile(path);
  if (bytes.length === 0) throw new Error('it is empty');
  const source = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'warning' });
  const size = await uprightSize(source);
  const [first, ...rest] = plan(size);
  let image = source.rotate().toColourspace('srgb').removeAlpha();
  let present = size;
  // A box inside the picture is cut out and resized in one pass of libvips; others take a pass a step.
  if (first !== undefined && isInside(first, present)) {
    image = resized(image, first, present);
    present = first.resizeTo;
  } else if (first !== undefined) rest.unshift(first);
  let pixels = await rawOf(image);
  for (const step of rest) pixels = await stepped(pixels, step);
  return pixels;
}

async function uprightSize(source: Sharp): Promise<ImageSize> {
  const { width, height, orientation = 1 } = await source.metadata();
  return orientation >= 5 ? { height: width, width: height } : { height, width };
}

const isInside = ({ box: { left, top, width, height } }: ResizeStep, size: ImageSize): boolean =>
  left >= 0 && top >= 0 && left + width <= size.width && top + height <= size.height;

function resized(image: Sharp, { box, resizeTo }: ResizeStep, from: ImageSize): Sharp {
  const whole = box.width === from.width && box.height === from.height;
  const cut = whole ? image : image.extract(box);
  return resizeTo.width === box.width && resizeTo.height === box.height
    ? cut
    : cut.resize(resizeTo.width, resizeTo.height, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false });
}

async function rawOf(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { data: channels === 3 ? data : asRgb(data, channels), width, height };
}

/** Gray becomes three equal channels. */
function asRgb(data: Uint8Array, channels: number): Uint8Array {
  const count = data.length / channels;
  const rgb = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++)
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = data[i * channels + (channels < 3 ? 0 : c)] ?? 0;
  return rgb;
}

const stepped = (pixels: Pixels, step: ResizeStep): Promise<Pixels> => {
  const inside = isInside(step, pixels) ? pixels : cutOut(pixels, step);
  const box = inside === pixels ? step.box : { left: 0, top: 0, width: inside.width, height: inside.height };
  const raw = { width: inside.width, height: inside.height, channels: 3 } as const;
  return rawOf(resized(sharp(inside.data, { raw }), { ...step, box }, inside));
};

/** The pixels of a box that sticks out. */
function cutOut({ data, width, height }: Pixels, { box, padMode }: ResizeStep): Pixels {
  const output = new Uint8Array(box.width * box.height * 3);
  for (let y = 0; y < box.height; y++) {
    const fromY = inPicture(box.top + y, height, padMode);
    for (let x = 0; x < box.width; x++) {
      const fromX = inPicture(box.left + x, width, padMode);
      if (fromX < 0 || fromY < 0) continue;
      const [from, to] = [(fromY * width + fromX) * 3, (y * box.width + x) * 3];
      for (let c = 0; c < 3; c++) output[to + c] = data[from + c] ?? 0;
    }
  }
  return { data: output, width: box.width, height: box.height };
}

/** Where a row or column outside of the picture is taken from; −1 is black. */
function inPicture(position: number, size: number, padMode: ResizeStep['padMode']): number {
  if (position >= 0 && position < size) return position;
  if (padMode === 'zeros') return -1;
  if (padMode === 'border' || size === 1) return position < 0 ? 0 : size - 1;
  const period = 2 * (size - 1);
  const folded = ((position % period) + period) % period;
  return folded < size ? folded : period - folded;
}

const reasonOf = (cause: unknown): string => {
  const message = cause instanceof Error ? cause.message : String(cause);
  return `cannot be read as a picture: ${message.split('\n')[0] ?? ''}`;
};
