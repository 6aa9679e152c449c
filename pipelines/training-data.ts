import { of, type Observable } from 'rxjs';
import {
  augTransforms,
  grandparentSplit,
  imageData,
  imageFiles,
  imagenetStats,
  listSplitFrom,
  randomSplit,
  resize,
  type Capabilities,
  type ImageData,
  type ImageFiles,
  type Size,
} from '../src/index.ts';
import type { DataOptions, FileOptions } from './options.ts';

/**
 * Returns the book's data block: items cropped to one size, and batches augmented and resized from them (presizing).
 *
 * @category Building blocks
 */
export const trainingData = (
  world: Capabilities,
  options: Omit<DataOptions, 'size'> & { readonly size: Size },
): ImageData =>
  imageData({
    files: trainingFiles(world, options),
    item: [resize(options.itemSize)],
    batch: augTransforms({ size: options.size, minScale: 0.75, interpolation: options.interpolation }),
    normalization: normalizations[options.normalize],
    batchSize: options.batchSize,
    ...(options.cache === 'none' ? {} : { cache: options.cache }),
  });

/** Lists, labels and splits the images as the options say. */
export const trainingFiles = (
  world: Pick<Capabilities, 'readDirectory' | 'readText'>,
  options: FileOptions,
): Observable<ImageFiles> =>
  imageFiles({
    readDirectory: world.readDirectory,
    root: options.data,
    split: splitOf(world, options),
    limit: options.limit,
    seed: options.seed,
  });

const normalizations = { imagenet: imagenetStats, batch: 'batch', none: null } as const;

function splitOf({ readText }: Pick<Capabilities, 'readText'>, { valid, seed }: FileOptions) {
  if (valid === 'folders') return of(grandparentSplit());
  return Number.isNaN(Number(valid)) ? listSplitFrom(readText, valid) : of(randomSplit(Number(valid), seed));
}
