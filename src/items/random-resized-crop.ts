import {
  type Box,
  type Draw,
  type ImageSize,
  integer,
  type ResizeStep,
  roundHalfToEven,
  type Size,
  sizeOf,
  uniform,
} from '../core/index.ts';
import type { ItemTransform } from './item-transform.ts';

/** Options of {@link randomResizedCrop}. */
export interface RandomResizedCropConfig {
  /** The least area of the box, as a fraction of the image; 0.08 by default. */
  readonly minScale?: number;
  /** The greatest area of the box, as a fraction of the image; 1 by default. */
  readonly maxScale?: number;
  /** The range of width / height; [3/4, 4/3] by default. */
  readonly ratio?: readonly [number, number];
  /** In validation, the size cut off around the centre, as a fraction of the target; 0.14 by default. */
  readonly valXtra?: number;
}

const ATTEMPTS = 10;

/**
 * Cuts a box of random area, shape and position out of each training image and resizes it: fastai's RandomResizedCrop
 * (Szegedy et al., "Going deeper with convolutions", 2015).
 *
 * In validation the whole image is squished to slightly more than the target, and the centre cut out. Throws BadOption
 * unless `size` is one or two positive integers.
 *
 * Draws, for each of at most ten attempts: the area, the logarithm of the shape; then, if the box fits: left, top.
 * After ten boxes that do not fit, it takes the largest centred box with a shape in range.
 *
 * @category Items
 */
export function randomResizedCrop(
  size: Size,
  { minScale = 0.08, maxScale = 1, ratio = [3 / 4, 4 / 3], valXtra = 0.14 }: RandomResizedCropConfig = {},
): ItemTransform {
  const target = sizeOf(size);
  return {
    name: 'randomResizedCrop',
    settings: { size: [target.height, target.width], minScale, maxScale, ratio, valXtra },
    outputSize: target,
    choose: (image, draw) => [step(randomBox(image, draw, { minScale, maxScale, ratio }), target)],
    steps: (image) => squishedCentre(image, target, valXtra),
  };
}

const step = (box: Box, resizeTo: ImageSize): ResizeStep => ({ box, padMode: 'zeros', resizeTo });

function squishedCentre(image: ImageSize, target: ImageSize, extra: number): readonly ResizeStep[] {
  const margin = Math.ceil((Math.max(target.height, target.width) * extra) / 8) * 8;
  const larger = { height: target.height + margin, width: target.width + margin };
  const squished = step({ left: 0, top: 0, ...image }, larger);
  return margin === 0 ? [squished] : [squished, step(centred(target, larger), target)];
}

function randomBox(
  image: ImageSize,
  draw: Draw,
  { minScale, maxScale, ratio: [low, high] }: Required<Omit<RandomResizedCropConfig, 'valXtra'>>,
): Box {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = uniform(draw, minScale, maxScale) * image.width * image.height;
    const shape = Math.exp(uniform(draw, Math.log(low), Math.log(high)));
    const width = lengthOf(Math.sqrt(area * shape));
    const height = lengthOf(Math.sqrt(area / shape));
    if (width > image.width || height > image.height) continue;
    const left = integer(draw, image.width - width + 1);
    return { left, top: integer(draw, image.height - height + 1), height, width };
  }
  return centred(largestWithin(image, low, high), image);
}

function largestWithin({ height, width }: ImageSize, low: number, high: number): ImageSize {
  if (width / height < low) return { width, height: atLeastOne(width / low) };
  if (width / height > high) return { width: atLeastOne(height * high), height };
  return { width, height };
}

const atLeastOne = (pixels: number): number => Math.max(1, Math.trunc(pixels));

const centred = (box: ImageSize, outer: ImageSize): Box => ({
  left: Math.floor((outer.width - box.width) / 2),
  top: Math.floor((outer.height - box.height) / 2),
  height: box.height,
  width: box.width,
});

/** Rounds to at least one pixel; fastai fails on an empty box. */
const lengthOf = (pixels: number): number => Math.max(1, roundHalfToEven(pixels));
