import type { Observable } from 'rxjs';
import { requirePositiveInteger, type ImageFiles, type ItemStoreKind } from '../core/index.ts';
import type { BatchTransform } from '../batches/index.ts';
import type { ItemTransform } from '../items/index.ts';

/**
 * The description of a data set: the images, their transforms and the batch size. fastai's DataLoaders.
 *
 * @category Running an experiment
 */
export interface ImageData {
  /** Emits the images, listed when a run starts; see {@link imageFiles}. */
  readonly files: Observable<ImageFiles>;
  /** Transforms of each image, applied while it is decoded: presizing, for example `[resize(460)]`. */
  readonly item: readonly ItemTransform[];
  /** Transforms of each batch, computed by the engine: augmentation and normalization. */
  readonly batch: readonly BatchTransform[];
  /** Images per training and validation batch, from 1. */
  readonly batchSize: number;
  /**
   * Whether to normalize, after the batch transforms, by the mean and standard deviation of the first training batch
   * (fastai's Normalize()); default false.
   */
  readonly normalizeByBatch?: boolean;
  /**
   * Height and width of the network's input in pixels, for reports and the saved model; the transforms resize the images.
   */
  readonly size: number;
  /**
   * Keeps decoded images for the next epoch (`memory`), or for later runs too (`disk`); by default they are decoded
   * every time. The results are the same. Images with random item transforms are never kept.
   */
  readonly cache?: ItemStoreKind;
  /**
   * The maximum number of batches that exist at once, including the one in use; 2 by default, so that the next batch
   * loads during a step.
   */
  readonly prefetch?: number;
  /** The number of images decoded at once; 8 by default. */
  readonly decoders?: number;
}

/**
 * Returns its argument, with its types checked: `const data = imageData({ … })`. Throws BadOption unless `batchSize`,
 * `prefetch` and `decoders` are positive integers.
 *
 * @category Running an experiment
 */
export function imageData(data: ImageData): ImageData {
  for (const name of ['batchSize', 'prefetch', 'decoders'] as const) {
    const value = data[name];
    if (value !== undefined) requirePositiveInteger(`imageData ${name}`, value);
  }
  return data;
}
