import type { Part } from '../folder-split.ts';
import type { Labeller } from '../labeller.ts';

/** The labels of images and, if a table says so, their parts. */
export interface LabelSource {
  readonly label: Labeller;
  /** Returns the part that the data assign to an image; null if they are not split by a table. */
  readonly part: ((path: string) => Part | null) | null;
}
