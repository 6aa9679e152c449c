import { catchError, map, of, switchMap, type Observable } from 'rxjs';
import {
  augTransforms,
  classSplit,
  contentExaminer,
  copiesExaminer,
  earlierSplit,
  exceptTest,
  exclusionsFrom,
  folderSplit,
  grandparentSplit,
  imageData,
  imageFiles,
  imagenetStats,
  listSplitFrom,
  randomSplit,
  regexLabel,
  resize,
  type Capabilities,
  type ClassFrom,
  type Examiner,
  type ImageData,
  type ImageFiles,
  type ReadModel,
  type Size,
  type Splitter,
} from '../src/index.ts';
import { parseValid, type DataOptions, type FileOptions } from './options.ts';

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

/** The capabilities that list images. */
export type FileWorld = Pick<Capabilities, 'readDirectory' | 'readText' | 'contents'>;

/** Lists, labels and splits the images as the options say, and looks for probable mistakes in them. */
export const trainingFiles = (
  world: FileWorld,
  options: FileOptions,
  model?: ReadModel,
): Observable<ImageFiles> =>
  listedFiles(world, options, [contentExaminer(world.contents), copiesExaminer(world.contents)], model);

/** Lists, labels and splits the images as the options say. */
export const listedFiles = (
  world: Omit<FileWorld, 'contents'>,
  options: FileOptions,
  examiners: readonly Examiner[],
  model?: Pick<ReadModel, 'path'>,
): Observable<ImageFiles> =>
  imageFiles({
    readDirectory: world.readDirectory,
    root: options.data,
    label: labelOf(options),
    split: splitOf(world, options, model),
    strict: options.strict ?? false,
    limit: options.limit,
    seed: options.seed,
    examiners,
    ...(options.exclude === undefined ? {} : { exclude: exclusionsFrom(world.readText, options.exclude) }),
  });

const normalizations = { imagenet: imagenetStats, batch: 'batch', none: null } as const;

const labelOf = ({ classFrom = 'parent' }: FileOptions): ClassFrom =>
  classFrom === 'parent' || classFrom === 'top' ? classFrom : regexLabel(classFrom);

/** The fraction of the book. */
const FIFTH = 0.2;

function splitOf(
  { readText }: Pick<Capabilities, 'readText'>,
  options: FileOptions,
  model?: Pick<ReadModel, 'path'>,
): Observable<Splitter> {
  const { seed } = options;
  const valid = parseValid(options.valid);
  const split = (ofFraction: (fraction: number) => Splitter): Observable<Splitter> => {
    switch (valid.by) {
      case 'auto':
        return of(folderSplit(randomSplit(FIFTH, seed)));
      case 'folders':
        return of(folderSplit(grandparentSplit({ valid: ['val', 'valid', 'validation'] })));
      case 'list':
        return listSplitFrom(readText, valid.path).pipe(map(exceptTest));
      case 'random':
        return of(exceptTest(randomSplit(valid.fraction, seed)));
      case 'class':
        return of(exceptTest(ofFraction(valid.fraction)));
    }
  };
  const ofClass = split((fraction) => classSplit(fraction, seed, labelOf(options)));
  // Runs without a list are of a version that drew every fraction at random.
  const asBefore = split((fraction) => randomSplit(fraction, seed));
  return model === undefined ? ofClass : splitAsBefore(readText, ofClass, asBefore, model);
}

/** Splits as the run of a model did: by the list in its folder or, without one, by `asBefore`. */
const splitAsBefore = (
  readText: Capabilities['readText'],
  split$: Observable<Splitter>,
  asBefore$: Observable<Splitter>,
  { path }: Pick<ReadModel, 'path'>,
): Observable<Splitter> => {
  const list = `${path.replace(/[^/\\]*$/, '')}validation.txt`;
  const names$ = readText(list).pipe(
    map((text): readonly string[] | null => text.split('\n').filter((line) => line !== '')),
    catchError(() => of(null)),
  );
  return names$.pipe(
    switchMap((names) =>
      names === null ? asBefore$ : split$.pipe(map((split) => earlierSplit(names, list, split))),
    ),
  );
};
