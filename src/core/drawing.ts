import type { ImageSize, Pixels } from './item.ts';
import type { Box } from './resize-plan.ts';

/** An image placed on a page. If the box is larger than the image, each pixel becomes a square. */
export interface PlacedImage {
  readonly pixels: Pixels;
  readonly box: Box;
}

/** A line of text centred in a box. Text that is too long is shortened in the middle: `German…pointer`. */
export interface PlacedText {
  readonly text: string;
  readonly box: Box;
  /** In pixels. */
  readonly fontSize: number;
}

/**
 * Images and text laid out on a white page, not rendered yet. Every box is inside the page.
 *
 * @category Drawings
 */
export interface Drawing {
  readonly size: ImageSize;
  readonly images: readonly PlacedImage[];
  readonly texts: readonly PlacedText[];
}
