import type { OperatorFunction } from 'rxjs';
import type { Batch, EvaluationStep, ImageFile, ItemSkipped } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import { softmax, type Predictions } from '../nn/index.ts';
import { predictionsOf } from './evaluated.ts';
import { inferred, type Gatherer, type InferredConfig } from './inferred.ts';

/** The network's predictions for all images of a pass, with their labels. */
export interface PredictionResult {
  readonly _tag: 'PredictionResult';
  /** Probabilities `[N, C]`. */
  readonly predictions: Predictions;
  /** [N] class indices. */
  readonly targets: Int32Array;
  /** [N] the file of each image. */
  readonly files: readonly ImageFile[];
}

/**
 * Runs the network over batches without training, and emits its probabilities when the source completes: fastai's
 * get_preds.
 *
 * ```text
 * source      -a-b-|
 * output      -x-y-(p|)    x, y progress; p the predictions of all images
 * ```
 *
 * Takes ownership of the batches. Holds C numbers per image.
 *
 * @category Training and evaluation steps
 */
export const predicted = (
  config: InferredConfig,
): OperatorFunction<Batch<Tensor4D>, EvaluationStep | ItemSkipped | PredictionResult> =>
  inferred(config, () => predictionGatherer(config.model.network.outputs));

function predictionGatherer(classes: number): Gatherer<PredictionResult> {
  const rows: Float32Array[] = [];
  const targets: number[] = [];
  const files: ImageFile[] = [];
  return {
    add: (logits, batch) => {
      rows.push(softmax(predictionsOf(logits)).data);
      targets.push(...batch.targets.classes);
      files.push(...batch.files);
    },
    result: () => {
      const data = new Float32Array(files.length * classes);
      rows.reduce((offset, row) => {
        data.set(row, offset);
        return offset + row.length;
      }, 0);
      const predictions: Predictions = { shape: [files.length, classes], data };
      return { _tag: 'PredictionResult', predictions, targets: Int32Array.from(targets), files };
    },
  };
}
