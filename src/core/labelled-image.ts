import type { Pixels } from './item.ts';

/**
 * An image to show, with its label.
 *
 * @category Batches
 */
export interface LabelledImage {
  readonly pixels: Pixels;
  /** The class name; for a blend both names with their fractions: `tench 0.71 + church 0.29`. */
  readonly label: string;
}
