import type { BatchMix } from '../batches/index.ts';
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
import type { Precision } from '../engine/index.ts';
import type { ImageData } from './image-data.ts';

export interface LearnerOptions {
  /** By default cross-entropy. */
  readonly loss?: Loss;
  /** Columns of the table, by default accuracy. */
  readonly metrics?: readonly Score[];
  /** By default fastai's Adam: weight decay 0.01. */
  readonly optimizer?: OptimizerFactory;
  /** How training batches are mixed, e.g. `mixUp(0.4)` (fastai's `cbs=MixUp(0.4)`); by default they are not. */
  readonly mix?: BatchMix | null;
  /** Parameter groups, for fineTune's freezing and rates; by default there is one. */
  readonly groups?: ParameterGroups;
  /** Outputs of the network, by default the number of classes. */
  readonly outputs?: number | undefined;
  /** Of convolutions; float32 by default: a processor gains nothing from less (fastai's to_fp16). */
  readonly precision?: Precision;
  /** The seed of everything random: weights, order, crops, flips; 42 by default. */
  readonly seed?: number;
}

/** Data, a network, and how to judge it: a description without weights, fastai's Learner. */
export interface Learner extends Required<Omit<LearnerOptions, 'outputs'>> {
  readonly data: ImageData;
  readonly architecture: Architecture;
  readonly outputs: number | undefined;
}

/** The learner of data and an architecture; nothing is read or built before a run of it is subscribed. */
export const learner = (
  data: ImageData,
  architecture: Architecture,
  options: LearnerOptions = {},
): Learner => ({
  loss: crossEntropy,
  metrics: [accuracy],
  optimizer: adam(),
  mix: null,
  groups: () => 0,
  precision: 'float32',
  seed: 42,
  ...options,
  outputs: options.outputs,
  data,
  architecture,
});
