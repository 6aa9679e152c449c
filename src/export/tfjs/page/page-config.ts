import type { ModelDescription, TransformDescription } from '../../../core/index.ts';
import type { ImageMap } from '../../../batches/index.ts';

/** What the script of the page knows about its model: the JSON in `index.html`. */
export interface PageConfig extends Pick<ModelDescription, 'size' | 'task'> {
  /** The names of the classes, in the order of the outputs. */
  readonly classes: ModelDescription['vocab'];
  /** The transforms that cut out boxes of an image and resize them. */
  readonly item: readonly TransformDescription[];
  /** What follows them, as a linear map of each axis. */
  readonly map: ImageMap;
  /** Bytes of the weights. */
  readonly bytes: number;
}
