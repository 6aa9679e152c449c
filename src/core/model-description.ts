import type { NamedArrays } from './named-arrays.ts';

/** Mean and standard deviation of each channel, R G B, of values 0..1. */
export interface ChannelStats {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** What a model is: enough to build it again and to give it pictures as it was trained on. */
export interface ModelDescription {
  /** The network's name, e.g. `xresnet50`. */
  readonly architecture: string;
  readonly outputs: number;
  /** Class names in the order of the outputs. */
  readonly vocab: readonly string[];
  /** Height and width of the network's input. */
  readonly size: readonly [height: number, width: number];
  /** What the pictures were normalized by; null where they were not. */
  readonly normalization: ChannelStats | null;
}

/** A model outside the engine. */
export interface SavedModel {
  readonly description: ModelDescription;
  readonly weights: NamedArrays;
}
