import type { Draw, ImageSize, ResizeStep, Split } from '../core/index.ts';

/** What a transform may know besides the size of the picture. */
export interface ItemContext {
  readonly split: Split;
  /** Uniform random numbers of this picture in this epoch; validation takes none. */
  readonly draw: Draw;
}

/**
 * The geometry of one item transform: the boxes to cut out of a picture of the given size, and what each is resized to.
 * It decides, and touches no pixel; whoever decodes carries it out.
 */
export type ItemTransform = (size: ImageSize, context: ItemContext) => readonly ResizeStep[];
