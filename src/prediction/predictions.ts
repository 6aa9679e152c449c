import type { OperatorFunction } from 'rxjs';
import {
  checkedTta,
  requirePositiveInteger,
  requireProbability,
  type Batch,
  type Image,
  type Prediction,
  type PredictionOptions,
} from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import { mapAccum } from '../flow/index.ts';
import type { Predictions } from '../nn/for-inference.ts';
import { combined, type PassResult } from './combined.ts';
import { inferred } from './inferred.ts';
import { labelled } from './labelled.ts';
import type { Predictor } from './predictor.ts';
import { prepared, type PreparationConfig } from './prepared.ts';

/** Options of {@link predictions}. */
export type PredictionsConfig = PredictionOptions & PreparationConfig;

/**
 * Predicts images with a saved model, in order. Images are prepared as in the model's validation; with `tta`, also as in
 * its training.
 *
 * ```text
 * source      -a-b-----(c|)    batches of 2: a and b, then c
 * output      ---(xy)--(z|)    x, z predictions; y the reason why b cannot be used
 * ```
 *
 * An image that cannot be used becomes a `NotPredicted` in its place. Predictions leave with their batch, so the source
 * should be a list that is known, or complete soon. Holds the pixels of `prefetch` batches. Errors only if the source or
 * the engine fails; throws BadOption unless the numbers are in their ranges.
 *
 * @category Prediction
 */
export function predictions(config: PredictionsConfig): OperatorFunction<Image, Prediction> {
  const { predictor, batchSize = 32, topK = 5, minProbability = 0, prefetch = 2, tta } = config;
  for (const [name, value] of Object.entries({ batchSize, topK, prefetch }))
    requirePositiveInteger(`predictions ${name}`, value);
  requireProbability('predictions minProbability', minProbability);
  const augmentation = tta === undefined ? null : checkedTta(tta);
  const augmented = augmentation?.n ?? 0;
  return (source) =>
    source.pipe(
      prepared({ ...config, batchSize, augmented }),
      mapAccum<Batch<Tensor4D>, readonly PassResult[], Prediction>(
        () => [],
        (gathered, batch) => {
          const all = [...gathered, predictedPass(batch, predictor)];
          return all.length <= augmented
            ? [all, []]
            : [[], labelled(combined(all, augmentation ?? {}), { ...predictor, topK, minProbability })];
        },
      ),
    );
}

/** Predicts the images of a batch, and disposes it. */
function predictedPass(batch: Batch<Tensor4D>, { inference, task, model }: Predictor): PassResult {
  using owned = batch;
  const { images, files, skipped, damaged } = owned;
  const none: Predictions = { shape: [0, model.network.outputs], data: new Float32Array() };
  if (images === null) return { files, skipped, damaged, probabilities: none, comparable: none };
  const values = inferred(inference, images);
  const probabilities = task.probabilities(values);
  return { files, skipped, damaged, probabilities, comparable: task.comparable(values, probabilities) };
}
