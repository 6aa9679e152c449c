import type { Draw, ImageSize, ResizeStep } from '../core/index.ts';

/**
 * The geometry of an item transform: the boxes to cut out of an image, and the size each is resized to.
 *
 * It touches no pixel; the decoder applies the steps.
 *
 * @category Items
 */
export interface ItemTransform {
  readonly name: string;
  /** Its arguments with defaults filled in, as plain data. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The size of every image that it produces; absent if it depends on the image. */
  readonly outputSize?: ImageSize;
  /** Whether `choose` returns null for every image: nothing is random. False by default. */
  readonly isFixed?: boolean;
  /**
   * Draws the steps for a training image of the given size. Null if they do not depend on the draw: `steps` gives them,
   * and the decoded image can be kept for the next epoch.
   */
  readonly choose: (size: ImageSize, draw: Draw) => readonly ResizeStep[] | null;
  /** Returns the steps for an image without a random choice, as in validation. */
  readonly steps: (size: ImageSize) => readonly ResizeStep[];
}
