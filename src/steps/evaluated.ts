import type { OperatorFunction } from 'rxjs';
import { at, type Batch, type EvaluationStep, type ItemFault, type TopLoss } from '../core/index.ts';
import type { Tensor2D, Tensor4D } from '../engine/index.ts';
import {
  addConfusions,
  confusionMatrix,
  predictedClasses,
  softmax,
  type Confusion,
  type Loss,
  type Predictions,
  type Score,
} from '../nn/index.ts';
import { inferred, type Gatherer, type InferredConfig } from './inferred.ts';
import { rowOf, withTopLosses } from './top-losses.ts';

/** Options of {@link evaluated}. */
export interface EvaluatedConfig extends InferredConfig {
  /** Averaged over the images; its value for each image ranks the top losses. */
  readonly loss: Loss;
  /** The columns of the results table. */
  readonly scores: readonly Score[];
}

/** The result of a validation pass; means are over images. */
export interface EvaluationResult {
  readonly _tag: 'EvaluationResult';
  /** Number of images. */
  readonly count: number;
  /** Null without images. */
  readonly loss: number | null;
  readonly scores: Readonly<Record<string, number>>;
  readonly confusion: Confusion;
  /** Up to nine images with the highest losses, highest first. */
  readonly topLosses: readonly TopLoss[];
}

/**
 * Runs the network over batches without training, and emits the loss, scores and confusion matrix when the source
 * completes.
 *
 * ```text
 * source      -a-b-|
 * output      -x-y-(r|)    x, y progress; r the result over all images
 * ```
 *
 * Takes ownership of the batches. Losses and scores are weighted by the number of images, so a short last batch counts
 * less (fastai's Recorder). Errors with BrokenInvariant for a class index that the network has no output for.
 *
 * @category Training and evaluation steps
 */
export const evaluated = (
  config: EvaluatedConfig,
): OperatorFunction<Batch<Tensor4D>, EvaluationStep | ItemFault | EvaluationResult> =>
  inferred(config, gathererOf(config));

type Gathered = Pick<EvaluationResult, 'count' | 'confusion' | 'topLosses'> & {
  readonly lossTotal: number;
  /** The sum of each score over the images. */
  readonly totals: readonly number[];
};

function gathererOf({ model, loss, scores }: EvaluatedConfig): Gatherer<Gathered, EvaluationResult> {
  const classes = model.network.outputs;
  return {
    seed: () => ({
      count: 0,
      lossTotal: 0,
      totals: scores.map(() => 0),
      confusion: Array.from({ length: classes }, () => Array<number>(classes).fill(0)),
      topLosses: [],
    }),
    add: ({ count, lossTotal, totals, confusion, topLosses }, logits, batch) => {
      const predictions = predictionsOf(logits);
      const actual = batch.targets.classes;
      const losses = lossesOf(loss, logits, batch);
      return {
        count: count + batch.size,
        lossTotal: lossTotal + losses.reduce((total, value) => total + value, 0),
        totals: scores.map((score, i) =>
          score.perExample(predictions, actual).reduce((sum, value) => sum + value, at(totals, i)),
        ),
        confusion: addConfusions(confusion, confusionMatrix(actual, predictedClasses(predictions), classes)),
        topLosses: withTopLosses(topLosses, {
          files: batch.files,
          actual,
          losses,
          probabilitiesOf: (image) => softmax(rowOf(predictions, image)),
        }),
      };
    },
    result: ({ count, lossTotal, totals, confusion, topLosses }) => ({
      _tag: 'EvaluationResult',
      count,
      loss: count === 0 ? null : lossTotal / count,
      scores:
        count === 0 ? {} : Object.fromEntries(scores.map(({ name }, i) => [name, at(totals, i) / count])),
      confusion,
      topLosses,
    }),
  };
}

/** Returns logits as plain numbers. */
export const predictionsOf = (logits: Tensor2D): Predictions => ({
  shape: logits.shape,
  data: logits.dataSync<'float32'>(),
});

/** Returns the losses of the images, [N], as plain numbers. */
function lossesOf(loss: Loss, logits: Tensor2D, { targets }: Batch<Tensor4D>): Float32Array {
  const losses = loss.perExample(logits, targets);
  try {
    return losses.dataSync<'float32'>();
  } finally {
    losses.dispose();
  }
}
