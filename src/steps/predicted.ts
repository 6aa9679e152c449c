import type { OperatorFunction } from 'rxjs';
import type { Batch, EvaluationStep, Image, ItemFault, Targets } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import { concatPredictions, concatTargets, singleLabel, type Predictions, type Task } from '../nn/index.ts';
import { predictionsOf } from './evaluated.ts';
import { inferred, type Gatherer, type InferredConfig } from './inferred.ts';

/** Options of {@link predicted}. */
export interface PredictedConfig extends InferredConfig {
  /** What the network recognizes; one class per image by default. */
  readonly task?: Task;
}

/** The network's predictions for all images of a pass, with their labels. */
export interface PredictionResult {
  readonly _tag: 'PredictionResult';
  /** Probabilities `[N, C]`. */
  readonly predictions: Predictions;
  /** Those of the N images. */
  readonly targets: Targets;
  /** [N] the file of each image. */
  readonly files: readonly Image[];
}

/**
 * Runs the network over batches without training, and emits its probabilities when the source completes: fastai's
 * get_preds. Images need no labels.
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
  config: PredictedConfig,
): OperatorFunction<Batch<Tensor4D>, EvaluationStep | ItemFault | PredictionResult> =>
  inferred(config, gathererOf(config));

/** The predictions of a batch. */
type Part = Omit<PredictionResult, '_tag'>;

const gathererOf = ({
  model,
  task = singleLabel(),
}: PredictedConfig): Gatherer<readonly Part[], PredictionResult> => ({
  seed: () => [],
  add: (parts, logits, { targets, files }) => [
    ...parts,
    { predictions: task.probabilities(predictionsOf(logits)), targets, files },
  ],
  result: (parts) => ({
    _tag: 'PredictionResult',
    predictions: concatPredictions(
      parts.map(({ predictions }) => predictions),
      model.network.outputs,
    ),
    targets:
      parts.length === 0
        ? task.collate([], model.network.outputs)
        : concatTargets(parts.map(({ targets }) => targets)),
    files: parts.flatMap(({ files }) => files),
  }),
});
