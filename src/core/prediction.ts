import type { Pixels } from './item.ts';

/** A class or label, and its probability, 0..1. */
export interface LabelProbability {
  readonly label: string;
  readonly probability: number;
}

/**
 * The classes or labels that a model predicts for one image.
 *
 * @category Prediction
 */
export interface PredictedLabels {
  /** The path of the image; for bytes, the name given to them. */
  readonly path: string;
  /** The most probable class; with several labels per image, a list of those that the model's task predicts. */
  readonly label: string | readonly string[];
  /** The probability of `label`, or of each of its labels. */
  readonly probability: number | readonly number[];
  /** The most probable classes or labels, highest first. */
  readonly top: readonly LabelProbability[];
  /** Why part of the image may be wrong; absent if its decoder reported nothing. */
  readonly warning?: string;
}

/** The `label` of an image whose class has a lower probability than the user asks for. */
export const UNCERTAIN = 'uncertain';

/**
 * An image that could not be used.
 *
 * @category Prediction
 */
export interface NotPredicted {
  readonly path: string;
  /** The reason, for the user: `not an image: Input file contains unsupported image format`. */
  readonly error: string;
}

/**
 * What a model predicts for one image: plain data.
 *
 * @category Prediction
 */
export type Prediction = PredictedLabels | NotPredicted;

/** `height` × `width` values ≥ 0 over an image, row by row from the top. */
export interface HeatMap {
  readonly height: number;
  readonly width: number;
  readonly values: readonly number[];
}

/**
 * Where a network looked for a class: a Grad-CAM map (Selvaraju et al., 2017) over its input.
 *
 * @category Prediction
 */
export interface Explanation {
  readonly path: string;
  /** The explained class, and its probability. */
  readonly label: string;
  readonly probability: number;
  /** The prepared image that the network received, before normalization. */
  readonly pixels: Pixels;
  /** Of the network's last stage by default, so that it is small; it covers all of `pixels`. */
  readonly map: HeatMap;
  /** Why part of the image may be wrong; absent if its decoder reported nothing. */
  readonly warning?: string;
}
