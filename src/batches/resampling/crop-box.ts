import {
  type Box,
  type Draw,
  type ImageSize,
  integer,
  requireOption,
  roundHalfToEven,
  uniform,
} from '../../core/index.ts';

/** The ranges that boxes are drawn from: fastai's arguments of RandomResizedCropGPU. */
export interface CropBoxOptions {
  /** The least area of the box, as a fraction of the image; default 0.08. */
  readonly minScale?: number;
  /** The greatest area of the box, as a fraction of the image; default 1. */
  readonly maxScale?: number;
  /** The range of width / height; default [3/4, 4/3]. */
  readonly ratio?: readonly [from: number, to: number];
  /** The fraction of the sides that validation keeps; default 1. */
  readonly validScale?: number;
}

/** The options with fastai's defaults. Errors with BadOption where a range is none. */
export function cropBoxOptions(options: CropBoxOptions): Required<CropBoxOptions> {
  const { minScale = 0.08, maxScale = 1, ratio = [3 / 4, 4 / 3], validScale = 1 } = options;
  requireOption(minScale > 0 && minScale <= maxScale, 'minScale', 'a number above 0, to maxScale', minScale);
  requireOption(maxScale < Infinity, 'maxScale', 'a number from minScale', maxScale);
  const inOrder = ratio[0] > 0 && ratio[0] <= ratio[1] && ratio[1] < Infinity;
  requireOption(inOrder, 'ratio', '[from, to] above 0', ratio);
  requireOption(validScale > 0 && validScale <= 1, 'validScale', 'a number above 0, to 1', validScale);
  return { minScale, maxScale, ratio, validScale };
}

const TRIES = 10;

/**
 * A random box inside an image: of an area and an aspect drawn in their ranges, at a random place. After ten boxes that
 * do not fit, and in validation, the largest one in the middle whose aspect is in range (fastai's RandomResizedCropGPU).
 *
 * @param draw null in validation
 */
export function cropBox(
  { height, width }: ImageSize,
  { minScale, maxScale, ratio, validScale }: Required<CropBoxOptions>,
  draw: Draw | null,
): Box {
  for (let attempt = 0; draw !== null && attempt < TRIES; attempt++) {
    const area = uniform(draw, minScale, maxScale) * width * height;
    const aspect = Math.exp(uniform(draw, Math.log(ratio[0]), Math.log(ratio[1])));
    const [w, h] = [roundHalfToEven(Math.sqrt(area * aspect)), roundHalfToEven(Math.sqrt(area / aspect))];
    if (w > width || h > height || w < 1 || h < 1) continue;
    const top = integer(draw, height - h + 1);
    return { top, left: integer(draw, width - w + 1), height: h, width: w };
  }
  const aspect = width / height;
  const scale = draw === null ? validScale : 1;
  const side = (length: number): number => Math.max(1, Math.trunc(length * scale));
  const h = side(aspect < ratio[0] ? Math.trunc(width / ratio[0]) : height);
  const w = side(aspect > ratio[1] ? Math.trunc(height * ratio[1]) : width);
  return { top: Math.floor((height - h) / 2), left: Math.floor((width - w) / 2), height: h, width: w };
}
