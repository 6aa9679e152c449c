import type { Box, ImageSize } from '../../core/index.ts';
import { tf, type Tensor4D } from '../../engine/index.ts';
import { areaShrunkSize } from './area-shrunk-size.ts';
import { averaging, composed, cutting, interpolating } from './axis-map.ts';
import { separablyMapped } from './separably-mapped.ts';

/**
 * A box of the images, resized bilinearly, its outermost pixels on those of the output: [N, H, W, C] (borrowed) → [N,
 * height, width, C], owned by the caller. What {@link resampled} gives for the identity with alignCorners, faster; a
 * box much too large is shrunk by averaging areas as there.
 */
export function boxResized(images: Tensor4D, box: Box, size: ImageSize): Tensor4D {
  const [count, height, width, channels] = images.shape;
  const single = size.height === 1 && size.width === 1;
  const shrunk = areaShrunkSize(box, size.width, single ? 0 : 2);
  // TensorFlow's op puts a single output pixel at the edge, PyTorch in the middle.
  if (shrunk === null && size.height > 1 && size.width > 1)
    return tf.tidy(() => {
      const whole = box.height === height && box.width === width;
      const cut = whole
        ? images
        : tf.slice(images, [0, box.top, box.left, 0], [count, box.height, box.width, channels]);
      return tf.image.resizeBilinear(cut, [size.height, size.width], true);
    });
  const middle = shrunk ?? box;
  const axis = (length: number, first: number, boxed: number, between: number, to: number) =>
    composed(cutting(length, first, boxed), averaging(boxed, between), interpolating(between, to));
  return separablyMapped(
    images,
    axis(height, box.top, box.height, middle.height, size.height),
    axis(width, box.left, box.width, middle.width, size.width),
  );
}
