import { concatMap, of, type Observable, type OperatorFunction } from 'rxjs';
import {
  requirePositiveInteger,
  requireProbability,
  type Batch,
  type Capabilities,
  type Image,
  type Prediction,
} from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import { chunked, eventLoopTurn, mapAccum, prefetch } from '../flow/index.ts';
import type { CombineOptions, Predictions } from '../nn/for-inference.ts';
import { combined, type PassResult } from './combined.ts';
import { inferred } from './inferred.ts';
import { labelled } from './labelled.ts';
import { predictionPasses, withTtaKey } from './prediction-pass.ts';
import type { Predictor } from './predictor.ts';
import { prepared } from './prepared.ts';

/**
 * Test-time augmentation of predictions: fastai's arguments of tta.
 *
 * @category Prediction
 */
export interface TtaPasses extends CombineOptions {
  /** The number of augmented passes, from 1; default 4. */
  readonly n?: number;
}

/**
 * What is predicted for an image.
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
  /** Averages the predictions for each image and for augmented copies of it; by default only the image is predicted. */
  readonly tta?: TtaPasses;
}

/** Options of {@link predictions}. */
export interface PredictionsConfig
  extends PredictionOptions, Pick<Capabilities, 'decode'>, Partial<Pick<Capabilities, 'paused$'>> {
  /** Borrowed. */
  readonly predictor: Predictor;
  /** The maximum number of batches that exist at once, from 1; 2 by default, so that the next one loads meanwhile. */
  readonly prefetch?: number;
  /** Awaited before each batch, so that the event loop turns between two of them; tests pass `of(0)`. */
  readonly turn?: Observable<unknown>;
}

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
  const { predictor, decode, batchSize = 32, topK = 5, minProbability = 0 } = config;
  const { tta, prefetch: depth = 2, paused$ = of(false), turn = eventLoopTurn } = config;
  for (const [name, value] of Object.entries({ batchSize, topK, prefetch: depth }))
    requirePositiveInteger(`predictions ${name}`, value);
  requireProbability('predictions minProbability', minProbability);
  const { n = 4, beta = 0.25, useMax = false } = tta ?? { n: 0 };
  if (tta !== undefined) requirePositiveInteger('predictions tta n', n);
  requireProbability('predictions tta beta', beta);
  const passes = predictionPasses(n);
  const { item, batch, task, description } = predictor;
  return (source) =>
    source.pipe(
      chunked(batchSize),
      // The position of an image in its chunk tells where its prediction belongs.
      concatMap((images, index) => {
        const chunk = images.map((image, position) => withTtaKey({ ...image, index: position }));
        return passes.map((pass) => ({ chunk, pass, index }));
      }),
      prefetch({ depth, paused$, turn }, ({ chunk, pass, index }) =>
        prepared(chunk, { decode, item, batch, pass, index }),
      ),
      mapAccum<Batch<Tensor4D>, readonly PassResult[], Prediction>(
        () => [],
        (gathered, each) => {
          const all = [...gathered, predictedPass(each, predictor)];
          return all.length < passes.length
            ? [all, []]
            : [[], labelled(combined(all, { beta, useMax }), { task, description, topK, minProbability })];
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
