import { sizeOf, type Size } from '../core/index.ts';
import type { BatchTransform } from './batch-transform.ts';
import { resizeBox, resizeMap } from './resampling/resize-box.ts';

/**
 * Returns a transform that resizes whole images, in training as in validation: without augmentation. The images of
 * validation are those of {@link augTransforms} with the same `size`, if items are square.
 *
 * Throws BadOption unless `size` is one or two positive integers.
 *
 * @param size the size of the output
 * @category Augmentation and mixing
 */
export function resizeBatch(size: Size): BatchTransform {
  const to = sizeOf(size);
  return {
    name: 'resized',
    settings: { size: [to.height, to.width] },
    outputSize: to,
    isFixed: true,
    validMap: (size) => resizeMap(size, { left: 0, top: 0, ...size }, to),
    apply: (images) => {
      const [, height, width] = images.shape;
      return resizeBox(images, { left: 0, top: 0, height, width }, to);
    },
  };
}
