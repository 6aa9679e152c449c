/**
 * The commands of the engine process: names, summaries, examples and defaults, and where each is. Data only, so that
 * `--help` loads nothing else; each command's file adds its `run`.
 */
import type { AnyCommand, Defaults } from '../src/index.ts';
import { bookDefaults, fileDefaults, type ValidateOptions } from './options.ts';
import { transferDefaults } from './transfer-options.ts';
import { trainDefaults, trainHelp } from './train-options.ts';

/** Returns a record without some of its keys. */
const without = <T extends object, K extends keyof T>(record: T, ...keys: readonly K[]): Omit<T, K> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>;

/** The options of `verify` and their defaults. */
export const verifyDefaults = {
  ...without(fileDefaults, 'limit', 'strict'),
  run: undefined,
  format: 'table',
  out: undefined,
} as const;

/** The options of the loss. */
const lossOptions = ['classWeights', 'focal'] as const;

/** The options of hooks. */
const fitOptions = [
  'clip',
  'accumulate',
  'patience',
  'monitor',
  'best',
  'ema',
  'timeLimit',
  'compressGradients',
  'recomputeActivations',
] as const;

/** The options of transfer learning. */
const transferOptions = Object.keys(transferDefaults) as readonly (keyof typeof transferDefaults)[];

const resizingDefaults = without(bookDefaults, 'epochs', 'continue');

/**
 * The number of augmented passes, the weight of the pass without augmentation, and whether to take maxima, not means.
 */
const ttaDefaults = { n: 4, beta: 0.25, max: false } as const;
const ttaHelp = { n: 'augmented copies of each image' } as const;

const start = {
  startSize: undefined,
  startItemSize: undefined,
  startBatchSize: 128,
  startEpochs: 4,
  fineTuneEpochs: 5,
  fineTuneLr: 1e-3,
} as const;

const progressiveDefaults = { ...resizingDefaults, normalize: 'imagenet', ...start } as const;

/** The options of `validate` and their defaults; the run determines those of the loss and of the preparation. */
const validateDefaults = {
  ...fileDefaults,
  split: undefined,
  threshold: undefined,
  itemSize: bookDefaults.itemSize,
  resize: bookDefaults.resize,
  interpolation: bookDefaults.interpolation,
  batchSize: bookDefaults.batchSize,
  classWeights: undefined,
  focal: undefined,
  epsilon: undefined,
  metrics: undefined,
  precision: bookDefaults.precision,
  monitor: bookDefaults.monitor,
  from: undefined,
  weights: 'best',
} as const satisfies Defaults<ValidateOptions>;

/** A command of the engine process, and its file, which is loaded when it runs. */
interface EngineEntry extends Omit<AnyCommand, 'run' | 'line' | 'options'> {
  /** Texts of options that differ from those of other commands. */
  readonly help?: Readonly<Record<string, string>>;
  /** Whether `--lr auto` searches for a rate first. */
  readonly findsRate?: boolean;
  /** Whether its steps can be profiled and recorded for TensorBoard; true by default. */
  readonly isMeasured?: boolean;
  /** Whether it evaluates the model of a run, which its argument names, and trains nothing. */
  readonly evaluates?: boolean;
  readonly load: () => Promise<AnyCommand>;
}

/** Every command: those of a new user, then the pipelines in the order of the chapter. */
export const commandTable = {
  quickstart: {
    name: 'quickstart',
    summary: 'train on 7,000 small photographs of ten classes (the default command)',
    example: '',
    defaults: {
      ...bookDefaults,
      data: 'cifar10',
      arch: 'xresnet18',
      size: 32,
      itemSize: 32,
      epochs: 6,
      normalize: 'imagenet',
      valid: 'folders',
    },
    findsRate: true,
    load: () => import('./quickstart.ts').then((file) => file.quickstart),
  },
  train: {
    name: 'train',
    summary: 'train on your own images: looks at them and at this machine, and chooses all options',
    example: 'photos --budget 20m',
    defaults: trainDefaults,
    help: trainHelp,
    findsRate: true,
    load: () => import('./train.ts').then((file) => file.train),
  },
  baseline: {
    name: 'baseline',
    summary: 'train xresnet50 from random weights with fitOneCycle(5, 3e-3)',
    example: 'photos --arch xresnet18 --size 128 --item-size 160',
    defaults: bookDefaults,
    findsRate: true,
    load: () => import('./baseline.ts').then((file) => file.baseline),
  },
  byHand: {
    name: 'by-hand',
    summary: 'the baseline, composed operator by operator: the same metrics',
    example: 'photos --arch xresnet18 --size 128 --item-size 160',
    defaults: without(bookDefaults, 'continue', ...transferOptions, ...fitOptions),
    load: () => import('./by-hand.ts').then((file) => file.byHand),
  },
  normalized: {
    name: 'normalized',
    summary: 'baseline with normalized images',
    example: 'photos --arch xresnet18 --size 128 --item-size 160',
    defaults: { ...bookDefaults, normalize: 'imagenet' },
    findsRate: true,
    load: () => import('./normalized.ts').then((file) => file.normalized),
  },
  progressive: {
    name: 'progressive',
    summary: 'progressive resizing: fitOneCycle(4, 3e-3) at 128 px, then fineTune(5, 1e-3) at 224 px',
    example: 'photos --arch xresnet18 --size 64 --item-size 80 --start-size 48',
    defaults: progressiveDefaults,
    findsRate: true,
    load: () => import('./progressive.ts').then((file) => file.progressive),
  },
  tta: {
    name: 'tta',
    summary: 'test-time augmentation with the model of a run, or after progressive resizing',
    example: 'runs/RUN',
    defaults: { ...progressiveDefaults, from: undefined, weights: 'best', ...ttaDefaults },
    help: ttaHelp,
    findsRate: true,
    load: () => import('./tta.ts').then((file) => file.tta),
  },
  validate: {
    name: 'validate',
    summary: 'evaluate the model of a run on labelled images: scores, calibration, wrong predictions',
    example: 'runs/RUN --data photos',
    defaults: validateDefaults,
    help: {
      data: 'labelled images: a folder with one subfolder per class (default: those of the run)',
      valid: 'with other images: which of them to validate, as in training',
    },
    isMeasured: false,
    evaluates: true,
    load: () => import('./validate.ts').then((file) => file.validate),
  },
  mixup: {
    name: 'mixup',
    summary: 'train on blends of two images (MixUp): 46 epochs at 128 px',
    example: 'photos --arch xresnet18 --size 64 --item-size 80 --epochs 20',
    defaults: { ...bookDefaults, size: 128, batchSize: 128, normalize: 'imagenet', epochs: 46, mixup: 0.5 },
    findsRate: true,
    load: () => import('./mixup.ts').then((file) => file.mixup),
  },
  labelSmoothing: {
    name: 'label-smoothing',
    summary: 'baseline with softened labels (LabelSmoothingCrossEntropy)',
    example: 'photos --arch xresnet18 --size 128 --item-size 160',
    // fastai has no loss that is both.
    defaults: { ...without(bookDefaults, 'focal'), epsilon: 0.1 },
    findsRate: true,
    load: () => import('./label-smoothing.ts').then((file) => file.labelSmoothing),
  },
  chapter: {
    name: 'chapter',
    summary: 'run all experiments of the chapter and print one table',
    example: 'photos --arch xresnet18 --size 64 --mixup-epochs 5',
    defaults: {
      // The book's experiments start from random weights.
      ...without(bookDefaults, 'continue', 'normalize', 'focal', ...transferOptions),
      ...start,
      mixupEpochs: 46,
      mixup: 0.5,
      epsilon: 0.1,
      ...ttaDefaults,
    },
    help: ttaHelp,
    several: true,
    findsRate: true,
    load: () => import('./chapter.ts').then((file) => file.chapter),
  },
  lrFind: {
    name: 'lr-find',
    summary: 'search for a learning rate: train on batches while the rate grows, and plot the loss',
    example: 'photos --arch xresnet18 --size 128 --item-size 160',
    defaults: {
      ...without(bookDefaults, 'epochs', 'lr', 'metrics', 'threshold', ...fitOptions),
      mixup: undefined,
    },
    isMeasured: false,
    load: () => import('./lr-find.ts').then((file) => file.lrFind),
  },
  showBatch: {
    name: 'show-batch',
    summary: 'draw a training batch, and one image augmented with each interpolation, as PNG files',
    example: 'photos --size 128 --item-size 160',
    defaults: {
      ...without(
        resizingDefaults,
        'arch',
        'nOut',
        'lr',
        'precision',
        'metrics',
        'threshold',
        ...transferOptions,
        ...lossOptions,
        ...fitOptions,
      ),
      n: 9,
      mixup: undefined,
    },
    trains: false,
    help: { n: 'images to draw' },
    load: () => import('./show-batch.ts').then((file) => file.showBatch),
  },
} as const satisfies Readonly<Record<string, EngineEntry>>;

/** The same entries as a list, in order. */
export const engineCommands: readonly EngineEntry[] = Object.values(commandTable);
