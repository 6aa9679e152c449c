import type { Part } from '../folder-split.ts';
import type { Labeller } from '../labeller.ts';

/** Where the labels of images come from, as splitters use it. */
export interface LabelSource {
  readonly label: Labeller;
  /** Returns the part that the data assign to an image; null if they are not split by a table. */
  readonly part: ((path: string) => Part | null) | null;
}
