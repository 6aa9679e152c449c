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

/** Which boxes are drawn. */
export interface RandomResizedCropConfig {
  /** Bounds of the box's share of the picture's area; 0.08 and 1 by default. */
  readonly minScale?: number;
  readonly maxScale?: number;
  /** Bounds of width / height; [3/4, 4/3] by default. */
  readonly ratio?: readonly [number, number];
  /** How much larger than the target the picture is in validation before its centre is taken; 0.14 by default. */
  readonly valXtra?: number;
}

const ATTEMPTS = 10;

/**
 * A box of random area and shape at a random position is resized to the target: fastai's `RandomResizedCrop` (Szegedy
 * et al., "Going deeper with convolutions", 2015). In validation the whole picture is distorted to a little more than
 * the target, and the centre cut out.
 *
 * Draws, for each of at most ten attempts: area, logarithm of the shape; then, where the box fits: left, top. After ten
 * that do not fit: the largest centred box whose shape is within the bounds.
 */
export function randomResizedCrop(size: Size, config: RandomResizedCropConfig = {}): ItemTransform {
  const target = sizeOf(size);
  const { valXtra = 0.14 } = config;
  return (picture, { split, draw }) =>
    split === 'train'
      ? [step(randomBox(picture, draw, config), target)]
      : squishedCentre(picture, target, valXtra);
}

const step = (box: Box, resizeTo: ImageSize): ResizeStep => ({ box, padMode: 'zeros', resizeTo });

function squishedCentre(picture: ImageSize, target: ImageSize, extra: number): readonly ResizeStep[] {
  const margin = Math.ceil((Math.max(target.height, target.width) * extra) / 8) * 8;
  const larger = { height: target.height + margin, width: target.width + margin };
  const squished = step({ left: 0, top: 0, ...picture }, larger);
  return margin === 0 ? [squished] : [squished, step(centred(target, larger), target)];
}

function randomBox(
  picture: ImageSize,
  draw: Draw,
  { minScale = 0.08, maxScale = 1, ratio: [low, high] = [3 / 4, 4 / 3] }: RandomResizedCropConfig,
): Box {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = uniform(draw, minScale, maxScale) * picture.width * picture.height;
    const shape = Math.exp(uniform(draw, Math.log(low), Math.log(high)));
    const width = lengthOf(Math.sqrt(area * shape));
    const height = lengthOf(Math.sqrt(area / shape));
    if (width > picture.width || height > picture.height) continue;
    const left = integer(draw, picture.width - width + 1);
    return { left, top: integer(draw, picture.height - height + 1), height, width };
  }
  return centred(largestWithin(picture, low, high), picture);
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

/** Whole pixels, at least one: fastai fails on a box without any. */
const lengthOf = (pixels: number): number => Math.max(1, roundHalfToEven(pixels));
