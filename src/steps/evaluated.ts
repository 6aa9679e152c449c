import type { OperatorFunction } from 'rxjs';
import {
  at,
  calibrating,
  type Batch,
  type Calibrating,
  type Calibration,
  type EvaluationStep,
  type ItemFault,
  type PredictedImage,
  type TopLoss,
} from '../core/index.ts';
import type { Tensor2D, Tensor4D } from '../engine/index.ts';
import {
  scoring,
  singleLabel,
  type Loss,
  type Predictions,
  type Score,
  type Scored,
  type Scoring,
  type Task,
} from '../nn/index.ts';
import { confidencesOf } from './confidences-of.ts';
import { inferred, type EvaluatedImages, type Gatherer, type InferredConfig } from './inferred.ts';
import { predictedImages } from './predicted-images.ts';
import { withTopLosses } from './top-losses.ts';

/** Options of {@link evaluated}. */
export interface EvaluatedConfig extends InferredConfig {
  /** Averaged over the images; its value for each image ranks the top losses. */
  readonly loss: Loss;
  /** The columns of the results table. */
  readonly scores: readonly Score[];
  /** What the network recognizes; one class per image by default. */
  readonly task?: Task;
}

/** The result of a validation pass; means are over images. */
export interface EvaluationResult extends Scored {
  readonly _tag: 'EvaluationResult';
  /** Number of images. */
  readonly count: number;
  /** Null without images. */
  readonly loss: number | null;
  /** How far the probabilities of the predictions are from the fractions that are right. */
  readonly calibration: Calibration;
  /** Up to nine images with the highest losses, highest first. */
  readonly topLosses: readonly TopLoss[];
  /** The prediction for each image. */
  readonly predictions: readonly PredictedImage[];
}

/**
 * Runs the network over batches without training, and emits the loss, the scores and the predictions when the source
 * completes.
 *
 * ```text
 * source      -a-b-|
 * output      -x-y-(r|)    x, y progress; r the result over all images
 * ```
 *
 * Takes ownership of the batches. Holds the prediction for each image. Losses and scores are weighted by the number of
 * images, so a short last batch counts less (fastai's Recorder). Errors with BrokenInvariant for a class index that the
 * network has no output for, and with BadOption for images without labels.
 *
 * @category Training and evaluation steps
 */
export const evaluated = (
  config: EvaluatedConfig,
): OperatorFunction<Batch<Tensor4D>, EvaluationStep | ItemFault | EvaluationResult> =>
  inferred(config, gathererOf(config));

type Gathered = Pick<EvaluationResult, 'count' | 'topLosses'> & {
  readonly lossTotal: number;
  /** Those of each batch. */
  readonly predictions: readonly (readonly PredictedImage[])[];
  readonly scored: Scoring;
  readonly calibrated: Calibrating;
};

function gathererOf({
  model,
  loss,
  scores,
  task = singleLabel(),
}: EvaluatedConfig): Gatherer<Gathered, EvaluationResult> {
  const { outputs } = model.network;
  return {
    seed: () => ({
      count: 0,
      lossTotal: 0,
      scored: scoring({ task, scores, outputs }),
      calibrated: calibrating,
      topLosses: [],
      predictions: [],
    }),
    add: ({ count, lossTotal, scored, calibrated, topLosses, predictions }, logits, batch) => {
      const { targets, files } = batch;
      const values = predictionsOf(logits);
      const probabilities = task.probabilities(values);
      const comparable = task.comparable(values, probabilities);
      const losses = lossesOf(loss, logits, batch);
      const of = { task, files, targets, comparable, probabilities };
      const images = predictedImages(of);
      return {
        count: count + batch.size,
        lossTotal:
          loss.isWeighted === true
            ? lossTotal + batch.size * meanOf(loss, logits, batch)
            : lossTotal + losses.reduce((total, value) => total + value, 0),
        scored: scored.add(comparable, targets),
        calibrated: calibrated.add(confidencesOf(of, images)),
        topLosses: withTopLosses(topLosses, images, losses),
        predictions: [...predictions, images],
      };
    },
    result: ({ count, lossTotal, scored, calibrated, topLosses, predictions }) => ({
      _tag: 'EvaluationResult',
      count,
      loss: count === 0 ? null : lossTotal / count,
      ...scored.result(),
      calibration: calibrated.result(),
      topLosses,
      predictions: predictions.flat(),
    }),
  };
}

/** Returns logits as plain numbers. */
export const predictionsOf = (logits: Tensor2D): Predictions => ({
  shape: logits.shape,
  data: logits.dataSync<'float32'>(),
});

/** Returns the losses of the images, [N], as plain numbers. */
function lossesOf(loss: Loss, logits: Tensor2D, { targets }: EvaluatedImages): Float32Array {
  const losses = loss.perExample(logits, targets);
  try {
    return losses.dataSync<'float32'>();
  } finally {
    losses.dispose();
  }
}

/** Returns the loss of a batch as training computes it. */
function meanOf(loss: Loss, logits: Tensor2D, { targets }: EvaluatedImages): number {
  const mean = loss.mean(logits, targets);
  try {
    return at(mean.dataSync(), 0);
  } finally {
    mean.dispose();
  }
}
