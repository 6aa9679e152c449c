import type { ImageSize } from '../core/index.ts';
import { itemSteps } from './item-plan.ts';
import type { ItemTransform } from './item-transform.ts';

/** A part of an image in fractions of its width and height; beyond 0..1 where the image is padded. */
export type SeenPart = readonly [left: number, top: number, width: number, height: number];

/**
 * Returns the part of an image that item transforms keep in validation: the box of each in the coordinates of the upright
 * image.
 *
 * @param size the upright size of the image
 */
export function seenPart(transforms: readonly ItemTransform[], size: ImageSize): SeenPart {
  const { steps } = itemSteps(transforms, size, null);
  return steps.reduce<{ readonly part: SeenPart; readonly size: ImageSize }>(
    ({ part: [left, top, width, height], size: now }, { box, resizeTo }) => ({
      part: [
        left + (box.left / now.width) * width,
        top + (box.top / now.height) * height,
        (box.width / now.width) * width,
        (box.height / now.height) * height,
      ],
      size: resizeTo,
    }),
    { part: [0, 0, 1, 1], size },
  ).part;
}
