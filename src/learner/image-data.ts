import type { Observable } from 'rxjs';
import type { ImageFiles, ItemStoreKind } from '../core/index.ts';
import type { BatchTransform } from '../batches/index.ts';
import type { ItemTransform } from '../items/index.ts';

/** Where the pictures come from and how they become batches: a description, fastai's DataLoaders. */
export interface ImageData {
  /** The pictures, listed when a run begins; see `imageFiles`. */
  readonly files: Observable<ImageFiles>;
  /** For each picture, on the way from its file: presizing, e.g. `[resize(460)]`. */
  readonly item: readonly ItemTransform[];
  /** For each batch, in the engine: augmentation and normalization. */
  readonly batch: readonly BatchTransform[];
  /** Pictures a training step; validation takes as many. */
  readonly batchSize: number;
  /** Normalize, after the batch transforms, by mean and deviation of the first training batch (fastai's Normalize). */
  readonly normalizeByBatch?: boolean;
  /** Height and width of the network's input, for those who look on. */
  readonly size: number;
  /**
   * Where decoded pictures are kept for the next epoch (`memory`), and for later runs (`disk`); by default nowhere. What
   * comes out is the same. Pictures whose item transforms are random are decoded each time.
   */
  readonly cache?: ItemStoreKind;
  /** How many batches may exist at once, the one in use included; 2 by default: the next loads during a step. */
  readonly prefetch?: number;
  /** How many pictures are decoded at once; 8 by default. */
  readonly decoders?: number;
}

/** Names its argument for what it is: `const data = imageData({ … })`. */
export const imageData = (data: ImageData): ImageData => data;
