import type { Defaults } from '../src/index.ts';

/** What the pictures are. */
export interface FileOptions {
  /** Folder of class folders, absolute. */
  readonly data: string;
  /** A share 0..1, `folders`, or the path of a list of files. */
  readonly valid: string;
  /** Use only so many pictures, a random sample. */
  readonly limit: number | undefined;
  /** Of everything random. */
  readonly seed: number;
}

/** The pictures, and how they become batches. */
export interface DataOptions extends FileOptions {
  /** Pixels of the network's input, and of the items before the batch transforms. */
  readonly size: number;
  readonly itemSize: number;
  readonly batchSize: number;
  readonly normalize: 'imagenet' | 'batch' | 'none';
  /** How often pictures are interpolated on the way from items to batches. */
  readonly interpolation: 'twice' | 'once' | 'step-by-step';
  /** Where decoded pictures are kept for the next epoch. */
  readonly cache: 'memory' | 'disk' | 'none';
}

/** What learns. */
export interface ModelOptions {
  /** fastai's name, e.g. `xresnet50`. */
  readonly arch: string;
  /** Outputs of the network, by default one a class. */
  readonly nOut: number | undefined;
  /** With how many bits convolutions are computed in training. */
  readonly precision: 'float32' | 'bfloat16' | 'float16';
}

/** Everything about one fit. */
export interface TrainingOptions extends DataOptions, ModelOptions {
  readonly epochs: number;
  /** The greatest learning rate. */
  readonly lr: number;
  /** The folder of a run whose model is trained on, instead of random weights. */
  readonly continue: string | undefined;
}

/** The book's settings: a batch of the network's size from larger items, five epochs. */
export const bookDefaults = {
  data: undefined,
  valid: '0.2',
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
  epochs: 5,
  lr: 3e-3,
  continue: undefined,
} as const satisfies Defaults<TrainingOptions>;
