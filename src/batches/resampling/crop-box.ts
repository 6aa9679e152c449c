import {
  type Box,
  type Draw,
  type ImageSize,
  integer,
  requireOption,
  roundHalfToEven,
  uniform,
} from '../../core/index.ts';

/** The ranges from which boxes are drawn: fastai's arguments of RandomResizedCropGPU. */
export interface CropBoxOptions {
  /** The smallest area of the box, as a fraction of the image; default 0.08. */
  readonly minScale?: number;
  /** The largest area of the box, as a fraction of the image; default 1. */
  readonly maxScale?: number;
  /** The range of width / height; default [3/4, 4/3]. */
  readonly ratio?: readonly [from: number, to: number];
  /** The fraction of the sides that validation keeps; default 1. */
  readonly validScale?: number;
}

/** Returns the options with fastai's defaults filled in. Throws BadOption for an invalid range. */
export function cropBoxOptions(options: CropBoxOptions): Required<CropBoxOptions> {
  const { minScale = 0.08, maxScale = 1, ratio = [3 / 4, 4 / 3], validScale = 1 } = options;
  requireOption(
    minScale > 0 && minScale <= maxScale,
    'minScale',
    'a number above 0, at most maxScale',
    minScale,
  );
  requireOption(maxScale < Infinity, 'maxScale', 'a finite number', maxScale);
  const isRange = ratio[0] > 0 && ratio[0] <= ratio[1] && ratio[1] < Infinity;
  requireOption(isRange, 'ratio', '[from, to] with 0 < from ≤ to', ratio);
  requireOption(validScale > 0 && validScale <= 1, 'validScale', 'a number above 0, at most 1', validScale);
  return { minScale, maxScale, ratio, validScale };
}

const MAX_TRIES = 10;

/**
 * Draws a box inside an image: area, aspect ratio and position (fastai's RandomResizedCropGPU). After ten boxes that do
 * not fit, and in validation, returns the largest centred box whose aspect ratio is in range.
 *
 * @param draw null in validation
 */
export function cropBox(
  { height, width }: ImageSize,
  { minScale, maxScale, ratio, validScale }: Required<CropBoxOptions>,
  draw: Draw | null,
): Box {
  for (let attempt = 0; draw !== null && attempt < MAX_TRIES; attempt++) {
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
