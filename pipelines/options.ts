import type { Defaults } from '../src/index.ts';

/** Options of the images and their split. */
export interface FileOptions {
  /** The absolute path of the folder of class folders. */
  readonly data: string;
  /**
   * The validation images: `auto` (the folders, if they are split already, otherwise fastai's random fifth), a fraction of
   * each class, `random:` and a fraction of all as fastai draws it, `folders`, or the path of a file that lists them.
   */
  readonly valid: string;
  /** What names the class of an image: `parent` (the default), `top`, or a regular expression; see `ClassFrom`. */
  readonly classFrom?: string;
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
  /** A fraction of each class, or of all images as fastai draws it. */
  | { readonly by: 'class' | 'random'; readonly fraction: number }
  | { readonly by: 'list'; readonly path: string };

const RANDOM = 'random:';

/** Parses the option `valid`. A fraction that is no number is NaN. */
export function parseValid(valid: string): ValidOption {
  if (valid === 'auto' || valid === 'folders') return { by: valid };
  if (valid.startsWith(RANDOM)) return { by: 'random', fraction: Number(valid.slice(RANDOM.length) || NaN) };
  return Number.isNaN(Number(valid)) ? { by: 'list', path: valid } : { by: 'class', fraction: Number(valid) };
}

/** The number of images that a step needs, and the option that sets it. */
export interface BatchSizeOption {
  readonly option: string;
  readonly size: number;
  readonly isDefault: boolean;
}

/** Options of the images and their preparation. */
export interface DataOptions extends FileOptions {
  /** Height and width of the network's input, in pixels. */
  readonly size: number;
  /** Height and width of the items before the batch transforms, in pixels. */
  readonly itemSize: number;
  /** Images per batch, from 1. */
  readonly batchSize: number;
  /** Normalizes by ImageNet's statistics, by those of the first batch, or not at all. */
  readonly normalize: 'imagenet' | 'batch' | 'none';
  /** The number of interpolations between items and batches; see `augTransforms`. */
  readonly interpolation: 'twice' | 'once' | 'step-by-step';
  /** Where decoded images are kept for the next epoch. */
  readonly cache: 'memory' | 'disk' | 'none';
}

/** Options of the network. */
export interface ModelOptions {
  /** fastai's name, for example `xresnet50`. */
  readonly arch: string;
  /** Outputs of the network; undefined for one per class. */
  readonly nOut: number | undefined;
  /** The precision of convolutions in training. */
  readonly precision: 'float32' | 'bfloat16' | 'float16';
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
}

/** The options of one fit. */
export interface TrainingOptions extends DataOptions, ModelOptions, FitOptions {
  readonly epochs: number;
  /** The highest learning rate; `auto` searches for it first. */
  readonly lr: number | 'auto';
  /** The folder of a run whose model is the starting point; undefined for random weights. */
  readonly continue: string | undefined;
}

/**
 * The book's settings: xresnet50, batches at 224 px from items of 460 px, five epochs. `data` has no default.
 *
 * @category Building blocks
 */
export const bookDefaults = {
  data: undefined,
  valid: 'auto',
  classFrom: 'parent',
  strict: false,
  exclude: undefined,
  limit: undefined,
  seed: 42,
  size: 224,
  itemSize: 460,
  batchSize: 64,
  normalize: 'none',
  interpolation: 'twice',
  cache: 'memory',
  arch: 'xresnet50',
  nOut: undefined,
  precision: 'float32',
  clip: undefined,
  accumulate: undefined,
  patience: undefined,
  monitor: 'valid_loss',
  best: true,
  ema: undefined,
  timeLimit: undefined,
  epochs: 5,
  lr: 3e-3,
  continue: undefined,
} as const satisfies Defaults<TrainingOptions>;
