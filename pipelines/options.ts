import type { AppError, Defaults, PrecisionOption } from '../src/index.ts';
import { transferDefaults, type TransferOptions } from './transfer-options.ts';

/** Options of the images and their split. */
export interface FileOptions {
  /** The absolute path of the folder of class folders. */
  readonly data: string;
  /**
   * The validation images: `auto` (the folders, if they are split already, otherwise fastai's random fifth), `auto:` and a
   * fraction (the folders, or else a fraction of each class), a fraction of each class, `random:` and a fraction of all as
   * fastai draws it, `folders`, or the path of a file that lists them.
   */
  readonly valid: string;
  /**
   * What names the class of an image: `parent`, `top`, or a regular expression, see `ClassFrom`. By default a table of labels
   * in the folder, or else `parent`.
   */
  readonly classFrom?: string | undefined;
  /** The path of a table of labels, CSV or JSON Lines; by default `metadata.csv` of the folder, or its class folders. */
  readonly labels?: string | undefined;
  /** The columns of that table; by default found by their names. */
  readonly fileColumn?: string | undefined;
  readonly labelColumn?: string | undefined;
  readonly splitColumn?: string | undefined;
  /** Separates the labels of an image with several; undefined for one class per image. */
  readonly labelDelimiter?: string | undefined;
  /** Whether warnings about the images are errors; false by default. */
  readonly strict?: boolean;
  /** The path of a file that lists images to leave out, one per line; undefined for none. */
  readonly exclude?: string | undefined;
  /** Uses only a random sample of this many images; undefined for all. */
  readonly limit: number | undefined;
  /** The seed of everything random. */
  readonly seed: number;
}

/** How the option `valid` divides the images. */
export type ValidOption =
  | { readonly by: 'auto' | 'folders' }
  /** A fraction of each class, if the folders are not split already or always, or of all images as fastai draws it. */
  | { readonly by: 'auto' | 'class' | 'random'; readonly fraction: number }
  | { readonly by: 'list'; readonly path: string };

const RANDOM = 'random:';
const AUTO = 'auto:';

/** Parses the option `valid`. A fraction that is no number is NaN. */
export function parseValid(valid: string): ValidOption {
  if (valid === 'auto' || valid === 'folders') return { by: valid };
  if (valid.startsWith(AUTO)) return { by: 'auto', fraction: Number(valid.slice(AUTO.length) || NaN) };
  if (valid.startsWith(RANDOM)) return { by: 'random', fraction: Number(valid.slice(RANDOM.length) || NaN) };
  return Number.isNaN(Number(valid)) ? { by: 'list', path: valid } : { by: 'class', fraction: Number(valid) };
}

/** The number of images that a step needs, and the option that sets it. */
export interface BatchSizeOption {
  readonly option: string;
  readonly size: number;
  readonly isDefault: boolean;
  /** The processes that share it. */
  readonly processes: number;
}

/** A batch size in place of a default that is too large for a set of images. */
export interface FittedBatchSize extends Pick<BatchSizeOption, 'option' | 'size'> {
  /** The default. */
  readonly instead: number;
  /** The number of training images. */
  readonly count: number;
}

/** The result of a check of the images of a run. */
export interface CheckedImages {
  readonly errors: readonly AppError[];
  /** Batch sizes in place of defaults that are too large. */
  readonly batchSizes: readonly FittedBatchSize[];
}

/** Options of the images and their preparation. */
export interface DataOptions extends FileOptions {
  /** With several labels per image: the probability above which a label is predicted; 0.5 by default. */
  readonly threshold?: number | undefined;
  /** Height and width of the network's input, in pixels. */
  readonly size: number;
  /** Height and width of the items before the batch transforms, in pixels. */
  readonly itemSize: number;
  /** How an image that is not square becomes an item; `crop` by default. See `resize`. */
  readonly resize?: 'crop' | 'squish' | 'pad';
  /** Images per batch, from 1. */
  readonly batchSize: number;
  /** Normalizes by ImageNet's statistics, by those of the first batch, or not at all. */
  readonly normalize: 'imagenet' | 'batch' | 'none';
  /** The number of interpolations between items and batches; see `augTransforms`. */
  readonly interpolation: 'twice' | 'once' | 'step-by-step';
  /** Whether training images are augmented; false prepares them as for validation. True by default. */
  readonly augment?: boolean | undefined;
  /** Whether RandAugment replaces all augmentation but crop and flip. False by default. */
  readonly autoAugment?: boolean;
  /** The number of RandAugment's operations per image, from 1. */
  readonly augmentOps?: number;
  /** The strength of RandAugment's operations, 0..10. */
  readonly augmentMagnitude?: number;
  /** The probability that a box of an image is erased, 0..1; undefined for no erasing. */
  readonly erasing?: number | undefined;
  /** Where decoded images are kept for the next epoch. */
  readonly cache: 'memory' | 'disk' | 'none';
  /** Whether an epoch of training draws each class equally often; see `balance`. False by default. */
  readonly balancedSampling?: boolean;
}

/** Options of the loss. */
export interface LossOptions {
  /** The power of the inverse frequency that weights each class, 0..1; undefined for equal weights. */
  readonly classWeights?: number | undefined;
  /** The γ of focal loss, from 0; undefined for cross-entropy. */
  readonly focal?: number | undefined;
  /** The fraction of the target that label smoothing spreads over all classes; undefined for none. */
  readonly epsilon?: number | undefined;
}

/** Options of the network. */
export interface ModelOptions extends TransferOptions {
  /** fastai's name, for example `xresnet50`. */
  readonly arch: string;
  /** Outputs of the network; undefined for one per class. */
  readonly nOut: number | undefined;
  /** The precision of convolutions and of what follows them; `auto` measures whether bfloat16 is faster. */
  readonly precision: PrecisionOption;
  /** The columns of the results table, separated by commas; undefined for those of the task. */
  readonly metrics?: string | undefined;
}

/** Options of the hooks of every fit. */
export interface FitOptions {
  /** The highest norm of all gradients together; undefined for no clipping. */
  readonly clip: number | undefined;
  /** Batches per update of the weights; undefined for one. */
  readonly accumulate: number | undefined;
  /** Ends a fit after this many epochs without improvement; undefined to train all epochs. */
  readonly patience: number | undefined;
  /** The value that must improve: `valid_loss`, `train_loss` or the name of a score. */
  readonly monitor: string;
  /** Whether to save the model of the best epoch too. */
  readonly best: boolean;
  /** The decay of an average of the weights, which is validated and saved; undefined for the weights themselves. */
  readonly ema: number | undefined;
  /** Ends training after this many seconds; undefined for no limit. */
  readonly timeLimit: number | undefined;
  /** Whether several processes send their gradients in bfloat16: half the bytes. */
  readonly compressGradients: boolean;
  /** Whether the backward pass computes activations again, instead of keeping them. */
  readonly recomputeActivations: boolean;
}

/** The options of one fit. */
export interface TrainingOptions extends DataOptions, ModelOptions, LossOptions, FitOptions {
  readonly epochs: number;
  /** The highest learning rate; `auto` searches for it first. */
  readonly lr: number | 'auto';
  /** The folder of a run whose model is the starting point; undefined for random weights. */
  readonly continue: string | undefined;
}

/** `batchSize` → `batch-size`, the flag's name. */
export const kebabCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The options that determine the labels of images. */
export const labelOptions = [
  'classFrom',
  'labels',
  'fileColumn',
  'labelColumn',
  'splitColumn',
  'labelDelimiter',
] as const satisfies readonly (keyof FileOptions)[];

/** Options of the evaluation of a model. */
export interface ValidateOptions
  extends
    FileOptions,
    LossOptions,
    Pick<DataOptions, 'threshold' | 'itemSize' | 'resize' | 'interpolation' | 'batchSize'>,
    Pick<ModelOptions, 'metrics' | 'precision'>,
    Pick<FitOptions, 'monitor'> {
  /** The folder of a run, whose model and options are used, or a model file. */
  readonly from: string;
  /** Which model of that run to use. */
  readonly weights: 'best' | 'last';
  /**
   * The images to evaluate; by default the validation images of the run, or of another folder those that `partSplit` takes.
   */
  readonly split?: 'valid' | 'train' | 'test' | 'all' | undefined;
}

/** The defaults of the images and their split. `data` has none. */
export const fileDefaults = {
  data: undefined,
  valid: 'auto',
  classFrom: undefined,
  labels: undefined,
  fileColumn: undefined,
  labelColumn: undefined,
  splitColumn: undefined,
  labelDelimiter: undefined,
  strict: false,
  exclude: undefined,
  limit: undefined,
  seed: 42,
} as const satisfies Defaults<FileOptions>;

/**
 * The book's settings: xresnet50, batches at 224 px from items of 460 px, five epochs. `data` has no default.
 *
 * @category Building blocks
 */
export const bookDefaults = {
  ...fileDefaults,
  threshold: undefined,
  size: 224,
  itemSize: 460,
  resize: 'crop',
  batchSize: 64,
  normalize: 'none',
  interpolation: 'twice',
  augment: undefined,
  autoAugment: false,
  augmentOps: 2,
  augmentMagnitude: 9,
  erasing: undefined,
  cache: 'memory',
  balancedSampling: false,
  classWeights: undefined,
  focal: undefined,
  arch: 'xresnet50',
  nOut: undefined,
  precision: 'float32',
  ...transferDefaults,
  metrics: undefined,
  clip: undefined,
  accumulate: undefined,
  patience: undefined,
  monitor: 'valid_loss',
  best: true,
  ...{ ema: undefined, timeLimit: undefined },
  ...{ compressGradients: false, recomputeActivations: false },
  epochs: 5,
  lr: 3e-3,
  continue: undefined,
} as const satisfies Defaults<TrainingOptions>;
