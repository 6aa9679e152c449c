import { catchError, combineLatest, map, of, type Observable } from 'rxjs';
import {
  augTransforms,
  earlierSplit,
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
  type ReadModel,
  type Size,
  type Splitter,
} from '../src/index.ts';
import type { DataOptions, FileOptions } from './options.ts';

/**
 * Returns the book's data block: items cropped to one size, and batches augmented and resized from them (presizing).
 *
 * @param model the model that is trained further or evaluated, if any: the images that its run validated with are
 *   validated again
 * @category Building blocks
 */
export const trainingData = (
  world: Capabilities,
  options: Omit<DataOptions, 'size'> & { readonly size: Size },
  model?: ReadModel,
): ImageData =>
  imageData({
    files: trainingFiles(world, options, model),
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
  model?: ReadModel,
): Observable<ImageFiles> =>
  imageFiles({
    readDirectory: world.readDirectory,
    root: options.data,
    split: splitOf(world, options, model),
    limit: options.limit,
    seed: options.seed,
  });

const normalizations = { imagenet: imagenetStats, batch: 'batch', none: null } as const;

function splitOf(
  { readText }: Pick<Capabilities, 'readText'>,
  { valid, seed }: FileOptions,
  model?: ReadModel,
): Observable<Splitter> {
  if (valid === 'folders') return of(grandparentSplit());
  const split = Number.isNaN(Number(valid))
    ? listSplitFrom(readText, valid)
    : of(randomSplit(Number(valid), seed));
  return model === undefined ? split : splitAsBefore(readText, split, model);
}

/** Splits as the run of a model did; if its folder has no list, as the options say. */
const splitAsBefore = (
  readText: Capabilities['readText'],
  split$: Observable<Splitter>,
  { path }: ReadModel,
): Observable<Splitter> => {
  const list = `${path.replace(/[^/\\]*$/, '')}validation.txt`;
  const names$ = readText(list).pipe(
    map((text): readonly string[] | null => text.split('\n').filter((line) => line !== '')),
    catchError(() => of(null)),
  );
  return combineLatest([split$, names$]).pipe(
    map(([split, names]) => (names === null ? split : earlierSplit(names, list, split))),
  );
};
