import { integer, uniform, type Box, type Draw, type ImageSize } from '../core/index.ts';
import { tf, type Tensor4D } from '../engine/index.ts';
import type { BatchTransform } from './batch-transform.ts';
import { areaShrunkSize, areaShrunk } from './area-shrunk.ts';
import { sizeOf, type Size } from './size.ts';

export interface RandomResizedCropOptions {
  /** Share of the picture that is cut out; 0.08 … 1 by default. */
  readonly minScale?: number;
  readonly maxScale?: number;
  /** Width divided by height; 3/4 … 4/3 by default. */
  readonly ratio?: readonly [number, number];
  /** Share of the sides that validation keeps. */
  readonly validScale?: number;
}

const TRIES = 10;

/** Rounds halves to even, as Python does. */
function round(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}

/** The box that is cut out of all pictures of a batch; without a draw, validation's. */
export function cropBox(
  { height, width }: ImageSize,
  { minScale = 0.08, maxScale = 1, ratio = [3 / 4, 4 / 3], validScale = 1 }: RandomResizedCropOptions,
  draw: Draw | null,
): Box {
  for (let attempt = 0; draw !== null && attempt < TRIES; attempt++) {
    const area = uniform(draw, minScale, maxScale) * width * height;
    const aspect = Math.exp(uniform(draw, Math.log(ratio[0]), Math.log(ratio[1])));
    const [w, h] = [round(Math.sqrt(area * aspect)), round(Math.sqrt(area / aspect))];
    if (w > width || h > height) continue;
    const top = integer(draw, height - h + 1);
    return { top, left: integer(draw, width - w + 1), height: h, width: w };
  }
  const aspect = width / height;
  const scale = draw === null ? validScale : 1;
  const h = Math.trunc(scale * (aspect < ratio[0] ? Math.trunc(width / ratio[0]) : height));
  const w = Math.trunc(scale * (aspect > ratio[1] ? Math.trunc(height * ratio[1]) : width));
  return { top: Math.floor((height - h) / 2), left: Math.floor((width - w) / 2), height: h, width: w };
}

/** A box of the pictures [N, H, W, C] (borrowed), resized to [N, height, width, C], owned by the caller. */
export const cropResized = (images: Tensor4D, box: Box, size: ImageSize): Tensor4D =>
  tf.tidy(() => {
    const [n, height, width, channels] = images.shape;
    const whole = box.height === height && box.width === width;
    const cut = whole
      ? images
      : tf.slice(images, [0, box.top, box.left, 0], [n, box.height, box.width, channels]);
    // The whole box is looked at: coordinates −1 … 1.
    const shrunk = areaShrunkSize(box, size.width, 2);
    const source = shrunk === null ? cut : areaShrunk(cut, shrunk);
    return tf.image.resizeBilinear(source, [size.height, size.width], true);
  });

/**
 * Cuts one random box out of all pictures of a batch and resizes it; in validation the middle (fastai's
 * RandomResizedCropGPU).
 */
export function randomResizedCropBatch(size: Size, options: RandomResizedCropOptions = {}): BatchTransform {
  const to = sizeOf(size);
  const { minScale = 0.08, maxScale = 1, ratio = [3 / 4, 4 / 3], validScale = 1 } = options;
  return {
    name: 'randomResizedCropBatch',
    settings: { size: [to.height, to.width], minScale, maxScale, ratio, validScale, mode: 'bilinear' },
    apply: (images, { split, rng }) => {
      const [, height, width] = images.shape;
      return cropResized(
        images,
        cropBox({ height, width }, options, split === 'train' ? rng.draws() : null),
        to,
      );
    },
  };
}
