/** The options of `train`: data only, as the table of commands. */
import type { Defaults } from '../src/index.ts';
import { bookDefaults, type TrainingOptions } from './options.ts';

/** The options that the recipe of `train` always chooses, unless they are given. */
export const chosenOptions = [
  'arch',
  'size',
  'itemSize',
  'batchSize',
  'epochs',
  'lr',
  'cache',
] as const satisfies readonly (keyof TrainingOptions)[];

/** The options that a recipe chooses. */
export interface ChosenOptions extends Pick<TrainingOptions, (typeof chosenOptions)[number]> {
  /** The α of MixUp; undefined for no blending. */
  readonly mixup: number | undefined;
}

/** The same options, undefined if the recipe chooses them. */
export type GivenOptions = { readonly [K in keyof ChosenOptions]: ChosenOptions[K] | undefined };

/** Options of `train`. */
export interface TrainOptions extends Omit<TrainingOptions, keyof ChosenOptions | 'continue'>, GivenOptions {
  /** The seconds to which the recipe fits training, also its limit; undefined for about ten minutes, without a limit. */
  readonly budget: number | undefined;
}

const { continue: _, ...inherited } = bookDefaults;

/** The defaults of `train`; the recipe chooses what is undefined. */
export const trainDefaults = {
  ...inherited,
  // Of few images, a random fifth of all may leave a class almost without validation images.
  valid: 'auto:0.2',
  normalize: 'imagenet',
  arch: undefined,
  size: undefined,
  itemSize: undefined,
  batchSize: undefined,
  epochs: undefined,
  lr: undefined,
  cache: undefined,
  mixup: undefined,
  budget: undefined,
} as const satisfies Defaults<TrainOptions>;

/** The texts of options that the recipe chooses. */
export const trainHelp = {
  valid:
    'the validation images: auto:0.2 (the folders, if they are split already, else a fifth of each class), auto (else a random fifth of all), 0.2 (of each class), random:0.2, `folders`, or a file that lists them',
  arch: 'xresnet18, xresnet34, xresnet50, … (by default chosen)',
  size: "height and width of the network's input, in pixels (by default chosen)",
  itemSize: 'height and width before augmentation, in pixels (by default chosen)',
  batchSize: 'images per step (by default chosen)',
  epochs: 'number of epochs (by default chosen)',
  lr: 'maximum learning rate (by default chosen)',
  mixup: 'blend images by MixUp; a greater ALPHA blends more evenly (by default chosen)',
  cache: 'where to keep decoded images: memory, disk or none (by default chosen)',
} as const;
