import type { TaskDescription } from './task-description.ts';
import type { StateDict } from './state-dict.ts';
import type { TransformDescription } from './transform-description.ts';

/** Mean and standard deviation of each channel (R, G, B) of values in 0..1. */
export interface ChannelStats {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** How images are prepared before they are normalized: the transforms of training, of which validation takes its part. */
export interface Preparation {
  /** The transforms of each image, in order: the first ones resize it. */
  readonly item: readonly TransformDescription[];
  /** The transforms of each batch, in order. */
  readonly batch: readonly TransformDescription[];
}

/** The kind of a network's head, and its settings. */
export interface HeadDescription {
  readonly kind: 'linear' | 'fastai';
  /** The probability that a feature is dropped in training. */
  readonly dropout: number;
  /** The features between the dense layers of a `fastai` head. */
  readonly hidden?: number;
}

/** The description of a saved model: enough to rebuild it, and to prepare images for it as in training. */
export interface ModelDescription {
  /** The network's name, for example `xresnet50`. */
  readonly architecture: string;
  readonly outputs: number;
  /** The network's head; absent if it is linear, without dropout. */
  readonly head?: HeadDescription;
  /** Class names, in the order of the outputs. */
  readonly vocab: readonly string[];
  /** Height and width of the network's input, in pixels. */
  readonly size: readonly [height: number, width: number];
  /** The statistics that images are normalized by; null if they are not normalized. */
  readonly normalization: ChannelStats | null;
  /** What the outputs mean. */
  readonly task: TaskDescription;
  /** The transforms that images pass before; null in files of versions that did not record them. */
  readonly preparation: Preparation | null;
}

/**
 * A model outside the engine: its description and its weights.
 *
 * @category Architectures and models
 */
export interface SavedModel {
  readonly description: ModelDescription;
  readonly weights: StateDict;
}

/** A model and the file that it was read from. */
export interface ReadModel extends SavedModel {
  readonly path: string;
}
