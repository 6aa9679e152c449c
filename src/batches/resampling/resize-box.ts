import type { Box, ImageSize } from '../../core/index.ts';
import { tf, type Tensor4D } from '../../engine/index.ts';
import { areaShrunkSize } from './area-shrunk-size.ts';
import { averaging, compose, cutting, interpolating, type ImageMap } from './axis-map.ts';
import { mapSeparably } from './map-separably.ts';

/**
 * Resizes a box of the images bilinearly and aligns the outermost pixels: [N, H, W, C] (borrowed) → [N, height, width,
 * C], owned by the caller. Equals {@link resample} for the identity with alignCorners, including the area averaging of a
 * box that is much too large, but is faster.
 */
export function resizeBox(images: Tensor4D, box: Box, size: ImageSize): Tensor4D {
  const [count, height, width, channels] = images.shape;
  // TensorFlow's op samples a single output pixel at the edge, PyTorch at the centre.
  if (shrunkSize(box, size) === null && size.height > 1 && size.width > 1)
    return tf.tidy(() => {
      const isFullImage = box.height === height && box.width === width;
      const cut = isFullImage
        ? images
        : tf.slice(images, [0, box.top, box.left, 0], [count, box.height, box.width, channels]);
      return tf.image.resizeBilinear(cut, [size.height, size.width], true);
    });
  const { down, across } = resizeMap({ height, width }, box, size);
  return mapSeparably(images, down, across);
}

/** Returns what {@link resizeBox} computes for images of a size, as a linear map. */
export function resizeMap(image: ImageSize, box: Box, size: ImageSize): ImageMap {
  const between = shrunkSize(box, size) ?? box;
  const axis = (length: number, first: number, cut: number, averaged: number, to: number) =>
    compose(cutting(length, first, cut), averaging(cut, averaged), interpolating(averaged, to));
  return {
    down: axis(image.height, box.top, box.height, between.height, size.height),
    across: axis(image.width, box.left, box.width, between.width, size.width),
  };
}

const isSinglePixel = ({ height, width }: ImageSize): boolean => height === 1 && width === 1;

const shrunkSize = (box: Box, size: ImageSize): ImageSize | null =>
  areaShrunkSize(box, size.width, isSinglePixel(size) ? 0 : 2);
