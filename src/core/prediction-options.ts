import { requirePositiveInteger, requireProbability } from './require-option.ts';

/** How the passes of test-time augmentation are combined: fastai's arguments of tta. */
export interface CombineOptions {
  /**
   * The weight β of the images as validation sees them, 0..1; default 0.25. The mean of the augmented passes has
   * weight 1 − β.
   */
  readonly beta?: number;
  /** Whether to take the highest probability of all passes instead, which ignores beta; default false. */
  readonly useMax?: boolean;
}

/** Test-time augmentation: fastai's arguments of tta. */
export interface TtaOptions extends CombineOptions {
  /** The number of augmented passes, from 1; default 4. */
  readonly n?: number;
}

/** Returns the options with their defaults. Throws BadOption unless `n` is a positive integer and `beta` is in 0..1. */
export function checkedTta({ n = 4, beta = 0.25, useMax = false }: TtaOptions): Required<TtaOptions> {
  requirePositiveInteger('tta n', n);
  requireProbability('tta beta', beta);
  return { n, beta, useMax };
}

/**
 * Options of predictions.
 *
 * @category Prediction
 */
export interface PredictionOptions {
  /** Images per batch, from 1; 32 by default. */
  readonly batchSize?: number;
  /** The number of classes in `top`, from 1; 5 by default. */
  readonly topK?: number;
  /**
   * A class with a lower probability, 0..1, is replaced by `uncertain`; of several labels, those with a lower one are left
   * out. 0 by default.
   */
  readonly minProbability?: number;
  /** Combines the predictions for each image and for augmented copies of it; by default only the image is predicted. */
  readonly tta?: TtaOptions;
}

/**
 * Options of explanations.
 *
 * @category Prediction
 */
export interface ExplanationOptions {
  /** Images per batch, from 1; 8 by default. */
  readonly batchSize?: number | undefined;
  /** The name of the class to explain; by default the most probable one of each image. */
  readonly label?: string | undefined;
  /** The stage of the network that is mapped; by default the last one, before the pooling. */
  readonly stage?: string | undefined;
}
