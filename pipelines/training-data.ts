import { of, type Observable } from 'rxjs';
import {
  augTransforms,
  grandparentSplit,
  imageData,
  imageFiles,
  imagenetStats,
  listSplitFrom,
  normalize,
  randomSplit,
  resize,
  type BatchTransform,
  type Capabilities,
  type ImageData,
  type ImageFiles,
} from '../src/index.ts';
import type { DataOptions, FileOptions } from './options.ts';

/**
 * Returns the book's data block: items cropped to one size, and batches augmented and resized from them (presizing).
 *
 * @category Building blocks
 */
export const trainingData = (world: Capabilities, options: DataOptions): ImageData =>
  imageData({
    files: trainingFiles(world, options),
    item: [resize(options.itemSize)],
    batch: [
      ...augTransforms({ size: options.size, minScale: 0.75, interpolation: options.interpolation }),
      ...normalization(options),
    ],
    batchSize: options.batchSize,
    size: options.size,
    ...(options.cache === 'none' ? {} : { cache: options.cache }),
    normalizeByBatch: options.normalize === 'batch',
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

const normalization = ({ normalize: by }: DataOptions): readonly BatchTransform[] =>
  by === 'imagenet' ? [normalize(imagenetStats)] : [];

function splitOf({ readText }: Pick<Capabilities, 'readText'>, { valid, seed }: FileOptions) {
  if (valid === 'folders') return of(grandparentSplit());
  return Number.isNaN(Number(valid)) ? listSplitFrom(readText, valid) : of(randomSplit(Number(valid), seed));
}
