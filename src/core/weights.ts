import type { ChannelStats, ModelDescription } from './model-description.ts';
import type { StateDict } from './state-dict.ts';

/**
 * The configuration beside a pretrained model, as timm (Wightman, 2019) writes it in `config.json`: enough to prepare images
 * as its training did. Fields that the file lacks are null.
 */
export interface PretrainedConfig {
  /** The network's name, for example `resnet18d`. */
  readonly architecture: string;
  /** The outputs of the classifier; 0 if the model has none. */
  readonly classes: number;
  readonly normalization: ChannelStats | null;
  /** Height and width of the network's input, in pixels. */
  readonly inputSize: readonly [height: number, width: number] | null;
  /** The fraction of the resized image that validation crops: above 0, up to 1. */
  readonly cropPct: number | null;
  /** How images are resized, for example `bicubic`. */
  readonly interpolation: string | null;
  /** The names of the outputs, in order. */
  readonly labelNames: readonly string[] | null;
  /** For example `apache-2.0`. */
  readonly licence: string | null;
}

/** Weights from a file that any program may have written. */
export interface Weights {
  /** The path of the file. */
  readonly path: string;
  /** The arrays as they are in the file; in files of PyTorch, kernels are OIHW and dense weights [out, in]. */
  readonly arrays: StateDict;
  /** The description of a model that Millrace wrote; null in other files. */
  readonly description: ModelDescription | null;
  /** The configuration beside a model of another program; null if there is none. */
  readonly config: PretrainedConfig | null;
}
