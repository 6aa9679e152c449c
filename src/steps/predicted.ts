import type { OperatorFunction } from 'rxjs';
import type { Batch, EvaluationStep, ImageFile, ItemFault } from '../core/index.ts';
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
): OperatorFunction<Batch<Tensor4D>, EvaluationStep | ItemFault | PredictionResult> =>
  inferred(config, gathererOf(config.model.network.outputs));

/** The predictions of a batch. */
type Part = Omit<PredictionResult, '_tag'>;

const gathererOf = (classes: number): Gatherer<readonly Part[], PredictionResult> => ({
  seed: () => [],
  add: (parts, logits, { targets, files }) => [
    ...parts,
    { predictions: softmax(predictionsOf(logits)), targets: targets.classes, files },
  ],
  result: (parts) => {
    const files = parts.flatMap((part) => part.files);
    const data = new Float32Array(files.length * classes);
    parts.reduce((offset, { predictions }) => {
      data.set(predictions.data, offset);
      return offset + predictions.data.length;
    }, 0);
    return {
      _tag: 'PredictionResult',
      predictions: { shape: [files.length, classes], data },
      targets: Int32Array.from(parts.flatMap(({ targets }) => [...targets])),
      files,
    };
  },
});
