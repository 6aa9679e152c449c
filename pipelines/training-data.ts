import { catchError, map, of, switchMap, type Observable } from 'rxjs';
import {
  augTransforms,
  badOption,
  classSplit,
  contentExaminer,
  copiesExaminer,
  defaultTask,
  earlierSplit,
  exceptTest,
  exclusionsFrom,
  folderSplit,
  grandparentSplit,
  imageData,
  imageFiles,
  imagenetStats,
  labelTableFrom,
  listSplitFrom,
  MillraceError,
  multiLabel,
  randAugment,
  randomErasing,
  randomSplit,
  regexLabel,
  resize,
  resizeBatch,
  taskOf,
  type BatchTransform,
  type Capabilities,
  type ClassFrom,
  type Examiner,
  type ImageData,
  type ImageFiles,
  type ImageFilesConfig,
  type LabelTableConfig,
  type ReadModel,
  type Size,
  type Splitter,
  type Task,
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
    item: [
      resize(options.itemSize, {
        method: options.resize ?? 'crop',
        position: options.augment === false ? 'centre' : 'random',
      }),
    ],
    batch: augmentation(options),
    normalization: normalizations[options.normalize],
    batchSize: options.batchSize,
    balanced: options.balancedSampling ?? false,
    task: taskFor(options.threshold, model),
    ...(options.cache === 'none' ? {} : { cache: options.cache }),
  });

/** RandAugment follows a random crop and flip, as in its paper. */
const cropAndFlip = { maxRotate: 0, maxWarp: 0, maxZoom: 1, maxLighting: 0 } as const;

/** Returns the transforms of a batch; fastai's usual augmentation by default. */
const augmentation = (options: AugmentationOptions): readonly BatchTransform[] =>
  options.augment === false ? [resizeBatch(options.size)] : randomTransforms(options);

type AugmentationOptions = Omit<DataOptions, 'size'> & { readonly size: Size };

const randomTransforms = ({
  size,
  interpolation,
  autoAugment = false,
  augmentOps = 2,
  augmentMagnitude = 9,
  erasing,
}: AugmentationOptions): readonly BatchTransform[] => [
  ...augTransforms({ size, minScale: 0.75, interpolation, ...(autoAugment ? cropAndFlip : {}) }),
  ...(autoAugment ? [randAugment({ n: augmentOps, magnitude: augmentMagnitude })] : []),
  ...(erasing === undefined ? [] : [randomErasing({ p: erasing })]),
];

/** A model of an earlier run, whose split is kept, and whose classes the images must have. */
type EarlierModel = Pick<ReadModel, 'path'> & Partial<Pick<ReadModel, 'description'>>;

/** The capabilities that list images. */
export type FileWorld = Pick<Capabilities, 'readDirectory' | 'readText' | 'contents'>;

/** Lists, labels and splits the images as the options say, and looks for probable mistakes in them. */
export const trainingFiles = (
  world: FileWorld,
  options: FileOptions,
  model?: ReadModel,
): Observable<ImageFiles> =>
  listedFiles(world, options, [contentExaminer(world.contents), copiesExaminer(world.contents)], model);

/**
 * Lists, labels and splits the images as the options say.
 *
 * @param change overrides what the options say
 */
export const listedFiles = (
  world: Omit<FileWorld, 'contents'>,
  options: FileOptions,
  examiners: readonly Examiner[],
  model?: EarlierModel,
  change: Partial<Pick<ImageFilesConfig, 'split' | 'vocab'>> = {},
): Observable<ImageFiles> =>
  imageFiles({
    readDirectory: world.readDirectory,
    readText: world.readText,
    root: options.data,
    label: labelOf(options),
    labels:
      options.labels === undefined
        ? undefined
        : labelTableFrom(world.readText, { ...tableOptions(options, model), source: options.labels }),
    tables: tableOptions(options, model),
    split: splitOf(world, options, model),
    strict: options.strict ?? false,
    limit: options.limit,
    seed: options.seed,
    examiners,
    ...(options.exclude === undefined ? {} : { exclude: exclusionsFrom(world.readText, options.exclude) }),
    ...change,
  });

const normalizations = { imagenet: imagenetStats, batch: 'batch', none: null } as const;

/** Undefined also looks for tables of labels in the folder. */
const labelOf = ({ classFrom }: FileOptions): ClassFrom | undefined =>
  classFrom === undefined || classFrom === 'parent' || classFrom === 'top'
    ? classFrom
    : regexLabel(classFrom);

/** Returns how a table of labels is read; all of its classes must be those of the model, if there is one. */
const tableOptions = (
  { fileColumn, labelColumn, splitColumn, labelDelimiter }: FileOptions,
  model: EarlierModel | undefined,
): Omit<LabelTableConfig, 'source'> => ({
  columns: { file: fileColumn, label: labelColumn, split: splitColumn },
  delimiter: labelDelimiter,
  vocab: model?.description?.vocab,
});

/** Returns the task of a model, or of images, with the threshold of the options. */
export const taskFor =
  (threshold: number | undefined, model: ReadModel | undefined) =>
  (files: ImageFiles): Task => {
    const task = model === undefined ? defaultTask(files) : taskOf(model.description.task);
    if (threshold === undefined) return task;
    if (task.description.kind === 'multi-label') return multiLabel({ threshold });
    throw new MillraceError(
      badOption('--threshold', 'images with several labels', 'images with one class each', 'Omit it.'),
    );
  };

/** The fraction of the book. */
const FIFTH = 0.2;

/**
 * Emits the splitter that the options describe.
 *
 * @param model a model of an earlier run, if any: the images that its run validated with are validated again
 */
export function splitOf(
  { readText }: Pick<Capabilities, 'readText'>,
  options: FileOptions,
  model?: Pick<ReadModel, 'path'>,
): Observable<Splitter> {
  const { seed } = options;
  const valid = parseValid(options.valid);
  const split = (ofFraction: (fraction: number) => Splitter): Observable<Splitter> => {
    switch (valid.by) {
      case 'auto':
        return of(
          folderSplit('fraction' in valid ? classSplit(valid.fraction, seed) : randomSplit(FIFTH, seed)),
        );
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
  const ofClass = split((fraction) => classSplit(fraction, seed));
  // Runs without a list are of a version that drew every fraction at random.
  const asBefore = split((fraction) => randomSplit(fraction, seed));
  return model === undefined ? ofClass : splitAsBefore(readText, ofClass, asBefore, model);
}

/** Returns the path of a file of the run that saved a model. */
export const besideModel = ({ path }: Pick<ReadModel, 'path'>, name: string): string =>
  path.replace(/[^/\\]*$/, '') + name;

/** Emits the names of the validation images of a model's run, in their order; null if its folder has no list of them. */
export const validationNames = (
  readText: Capabilities['readText'],
  model: Pick<ReadModel, 'path'>,
): Observable<readonly string[] | null> =>
  readText(besideModel(model, 'validation.txt')).pipe(
    map((text): readonly string[] | null => text.split('\n').filter((line) => line !== '')),
    catchError(() => of(null)),
  );

/** Splits as the run of a model did: by the list in its folder or, without one, by `asBefore`. */
const splitAsBefore = (
  readText: Capabilities['readText'],
  split$: Observable<Splitter>,
  asBefore$: Observable<Splitter>,
  model: Pick<ReadModel, 'path'>,
): Observable<Splitter> =>
  validationNames(readText, model).pipe(
    switchMap((names) =>
      names === null
        ? asBefore$
        : split$.pipe(map((split) => earlierSplit(names, besideModel(model, 'validation.txt'), split))),
    ),
  );
