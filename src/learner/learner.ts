import {
  accuracy,
  adam,
  crossEntropy,
  type Architecture,
  type Loss,
  type OptimizerFactory,
  type ParameterGroups,
  type Score,
} from '../nn/index.ts';
import { requireOption, type ImageFiles, type Precision } from '../core/index.ts';
import type { Hook } from './hook.ts';
import type { ImageData } from './image-data.ts';

/** Options of {@link learner}. */
export interface LearnerOptions {
  /**
   * The loss, or a function of the images that returns it, called when they are listed: for class weights. Cross-entropy
   * by default.
   */
  readonly loss?: Loss | ((files: ImageFiles) => Loss);
  /** Columns of the results table; accuracy by default. */
  readonly metrics?: readonly Score[];
  /** fastai's Adam with weight decay 0.01 by default. */
  readonly optimizer?: OptimizerFactory;
  /** Take part in every fit, for example `[mixUp(0.4)]`: fastai's cbs; none by default. */
  readonly hooks?: readonly Hook[];
  /** Parameter groups that {@link fineTune} freezes and gives different rates; one group by default. */
  readonly groups?: ParameterGroups;
  /** Outputs of the network; the number of classes by default. */
  readonly outputs?: number | undefined;
  /** The precision of convolutions (fastai's to_fp16); float32 by default. float16 is faster only on a GPU. */
  readonly precision?: Precision;
  /** The seed of all random numbers: weights, order, crops, flips; 42 by default. */
  readonly seed?: number;
}

/**
 * Data, a network, a loss and metrics: a description without weights, fastai's Learner.
 *
 * @category Running an experiment
 */
export interface Learner extends Required<Omit<LearnerOptions, 'outputs'>> {
  readonly data: ImageData;
  readonly architecture: Architecture;
  readonly outputs: number | undefined;
}

/**
 * A learner whose images are listed, so that its loss is known.
 *
 * @category Running an experiment
 */
export interface LoadedLearner extends Learner {
  readonly loss: Loss;
}

/** Returns a learner with its loss for the images. */
export const loadedLearner = (given: Learner, files: ImageFiles): LoadedLearner => ({
  ...given,
  loss: typeof given.loss === 'function' ? given.loss(files) : given.loss,
});

/**
 * Returns a learner for the data and an architecture, with defaults filled in. Nothing is read or built until a
 * {@link run} of it is subscribed. Throws BadOption if `hooks` is not a list.
 *
 * @category Running an experiment
 */
export function learner(data: ImageData, architecture: Architecture, options: LearnerOptions = {}): Learner {
  // Callers in JavaScript are not type-checked.
  requireOption(!('mix' in options), 'learner mix', 'hooks: [mixUp(0.4)]', 'mix');
  requireOption(Array.isArray(options.hooks ?? []), 'learner hooks', 'a list of hooks', options.hooks);
  return {
    loss: crossEntropy,
    metrics: [accuracy],
    optimizer: adam(),
    hooks: [],
    groups: () => 0,
    precision: 'float32',
    seed: 42,
    ...options,
    outputs: options.outputs,
    data,
    architecture,
  };
}
