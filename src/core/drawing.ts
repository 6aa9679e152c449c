import type { ImageSize, Pixels } from './item.ts';
import type { Box } from './resize-plan.ts';

/** A picture on a page; where the box is larger, its pixels become larger squares. */
export interface PlacedPicture {
  readonly pixels: Pixels;
  readonly box: Box;
}

/** A line of text in the middle of a box; one that is too long loses letters in its middle, `German…pointer`. */
export interface PlacedText {
  readonly text: string;
  readonly box: Box;
  /** Pixels. */
  readonly fontSize: number;
}

/** Pictures and text on a white page, placed but not drawn yet. All boxes are inside the page. */
export interface Drawing {
  readonly size: ImageSize;
  readonly pictures: readonly PlacedPicture[];
  readonly texts: readonly PlacedText[];
}
