import { isInside, type Box, type ImageSize, type Pixels, type ResizeStep } from '../index.ts';
import { cutBox } from './cut-box.ts';
import { resample } from './resample.ts';

/** Cuts and resizes an image, step by step; returns the same pixels if there is nothing to do. */
export const carryOut = (pixels: Pixels, steps: readonly ResizeStep[]): Pixels => steps.reduce(step, pixels);

function step(pixels: Pixels, { box, padMode, resizeTo }: ResizeStep): Pixels {
  if (box.height === resizeTo.height && box.width === resizeTo.width) {
    return coversImage(box, pixels) ? pixels : cutBox(pixels, box, padMode);
  }
  if (isInside(box, pixels)) return resample(pixels, box, resizeTo);
  const padded = cutBox(pixels, box, padMode);
  return resample(padded, { left: 0, top: 0, height: box.height, width: box.width }, resizeTo);
}

const coversImage = (box: Box, image: ImageSize): boolean =>
  isInside(box, image) && box.height === image.height && box.width === image.width;
