import {
  adam,
  type Architecture,
  type HeadOptions,
  type Loss,
  type OptimizerFactory,
  type ParameterGroups,
  type Score,
  type Task,
} from '../nn/index.ts';
import {
  precisionOptions,
  requireOption,
  type ImageFiles,
  type Precision,
  type PrecisionOption,
  type ReduceOptions,
} from '../core/index.ts';
import type { Hook } from './hook.ts';
import type { ImageData } from './image-data.ts';
import type { LoadedData } from './loaded-data.ts';

/** Options of {@link learner}. */
export interface LearnerOptions {
  /**
   * The loss, or a function of the images that returns it, called when they are listed: for class weights. By default that
   * of the task: cross-entropy.
   */
  readonly loss?: Loss | ((files: ImageFiles) => Loss) | undefined;
  /** Columns of the results table, or a function of the task; by default those of the task: accuracy. */
  readonly metrics?: readonly Score[] | ((task: Task) => readonly Score[]) | undefined;
  /** fastai's Adam with weight decay 0.01 by default. */
  readonly optimizer?: OptimizerFactory;
  /** Take part in every fit, for example `[mixUp(0.4)]`: fastai's cbs; none by default. */
  readonly hooks?: readonly Hook[];
  /** Parameter groups that {@link fineTune} freezes and gives different rates; one group by default. */
  readonly groups?: ParameterGroups;
  /** The head of the network; by default that of the architecture, which is linear. */
  readonly head?: HeadOptions | undefined;
  /** Outputs of the network; the number of classes by default. */
  readonly outputs?: number | undefined;
  /** How the gradients of several processes travel: `{ wire: 'bfloat16' }` halves their bytes. float32 by default. */
  readonly reduce?: ReduceOptions;
  /**
   * The precision of convolutions and of what follows them, in training and evaluation (fastai's to_bf16 and to_fp16);
   * float32 by default. `auto` is bfloat16 on a device where it is faster. float16 is faster only on a GPU.
   */
  readonly precision?: PrecisionOption;
  /**
   * Whether the backward pass computes activations again, instead of keeping them (gradient checkpointing: Chen et al.,
   * 2016): the same results with less memory, in more time. False by default.
   */
  readonly recomputeActivations?: boolean;
  /** The seed of all random numbers: weights, order, crops, flips; 42 by default. */
  readonly seed?: number;
}

/**
 * Data, a network, a loss and metrics: a description without weights, fastai's Learner.
 *
 * @category Running an experiment
 */
export interface Learner extends Required<Omit<LearnerOptions, 'loss' | 'metrics' | 'head' | 'outputs'>> {
  /** Undefined for that of the task. */
  readonly loss: LearnerOptions['loss'];
  /** Undefined for those of the task. */
  readonly metrics: LearnerOptions['metrics'];
  /** Undefined for that of the architecture. */
  readonly head: HeadOptions | undefined;
  /** Undefined for one per class. */
  readonly outputs: number | undefined;
  readonly data: ImageData;
  readonly architecture: Architecture;
}

/**
 * A learner whose images are listed, so that its loss and its metrics are known.
 *
 * @category Running an experiment
 */
export interface LoadedLearner extends Learner {
  readonly loss: Loss;
  readonly metrics: readonly Score[];
  readonly precision: Precision;
}

/**
 * Returns a learner for the data and an architecture, with defaults filled in. Nothing is read or built until a
 * {@link run} of it is subscribed. Throws BadOption if `hooks` is not a list, and for an unknown precision.
 *
 * @category Running an experiment
 */
export function learner(data: ImageData, architecture: Architecture, options: LearnerOptions = {}): Learner {
  // Callers in JavaScript are not type-checked.
  requireOption(!('mix' in options), 'learner mix', 'hooks: [mixUp(0.4)]', 'mix');
  requireOption(Array.isArray(options.hooks ?? []), 'learner hooks', 'a list of hooks', options.hooks);
  requireOption(
    precisionOptions.includes(options.precision ?? 'float32'),
    'learner precision',
    'float32, bfloat16, float16 or auto',
    options.precision,
  );
  return {
    optimizer: adam(),
    hooks: [],
    groups: () => 0,
    reduce: {},
    precision: 'float32',
    recomputeActivations: false,
    seed: 42,
    ...options,
    loss: options.loss,
    metrics: options.metrics,
    head: options.head,
    outputs: options.outputs,
    data,
    architecture,
  };
}

/** Returns the learner with the loss and the metrics for its images. */
export const loadedLearner = (
  learner: Learner & Pick<LoadedLearner, 'precision'>,
  { files, data: { task } }: LoadedData,
): LoadedLearner => {
  const { loss = task.loss, metrics = task.metrics } = learner;
  return {
    ...learner,
    loss: typeof loss === 'function' ? loss(files) : loss,
    metrics: typeof metrics === 'function' ? metrics(task) : metrics,
  };
};
