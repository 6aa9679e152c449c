import type { Draw, ImageSize, ResizeStep, Split } from '../core/index.ts';

/** The inputs of an {@link ItemTransform} besides the size of the image. */
export interface ItemContext {
  readonly split: Split;
  /** The random numbers of this image in this epoch; not used in validation. */
  readonly draw: Draw;
}

/**
 * Returns the geometry of an item transform: the boxes to cut out of an image of the given size, and the size each is
 * resized to.
 *
 * It touches no pixel; the decoder applies the steps.
 *
 * @category Items
 */
export type ItemTransform = (size: ImageSize, context: ItemContext) => readonly ResizeStep[];
