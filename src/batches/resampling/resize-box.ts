import type { Box, ImageSize } from '../../core/index.ts';
import { tf, type Tensor4D } from '../../engine/index.ts';
import { areaShrunkSize } from './area-shrunk-size.ts';
import { averaging, compose, cutting, interpolating } from './axis-map.ts';
import { mapSeparably } from './map-separably.ts';

/**
 * Resizes a box of the images bilinearly and aligns the outermost pixels: [N, H, W, C] (borrowed) → [N, height, width,
 * C], owned by the caller. Equals {@link resample} for the identity with alignCorners, including the area averaging of a
 * box that is much too large, but is faster.
 */
export function resizeBox(images: Tensor4D, box: Box, size: ImageSize): Tensor4D {
  const [count, height, width, channels] = images.shape;
  const single = size.height === 1 && size.width === 1;
  const shrunk = areaShrunkSize(box, size.width, single ? 0 : 2);
  // TensorFlow's op samples a single output pixel at the edge, PyTorch at the centre.
  if (shrunk === null && size.height > 1 && size.width > 1)
    return tf.tidy(() => {
      const isFullImage = box.height === height && box.width === width;
      const cut = isFullImage
        ? images
        : tf.slice(images, [0, box.top, box.left, 0], [count, box.height, box.width, channels]);
      return tf.image.resizeBilinear(cut, [size.height, size.width], true);
    });
  const between = shrunk ?? box;
  const axis = (length: number, first: number, cut: number, averaged: number, to: number) =>
    compose(cutting(length, first, cut), averaging(cut, averaged), interpolating(averaged, to));
  return mapSeparably(
    images,
    axis(height, box.top, box.height, between.height, size.height),
    axis(width, box.left, box.width, between.width, size.width),
  );
}
