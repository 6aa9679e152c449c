import { batchTransforms, type BatchTransform } from '../batches/index.ts';
import {
  defaultEngine,
  type ModelDescription,
  type Precision,
  type ReadModel,
  type SavedModel,
} from '../core/index.ts';
import type { ItemTransform } from '../items/index.ts';
import {
  architectureNamed,
  modelWith,
  taskOf,
  type Inference,
  type Model,
  type Task,
} from '../nn/for-inference.ts';
import { preparationOf, type ModelPreparation } from './preparation-of.ts';

/**
 * A saved model, ready to predict: its network with weights, and how it prepares images. Its owner disposes it.
 *
 * @category Prediction
 */
export interface Predictor extends Disposable {
  readonly description: ModelDescription;
  /** What the network recognizes. */
  readonly task: Task;
  readonly model: Model;
  /** The model in evaluation mode, for all batches. */
  readonly inference: Inference;
  /** The transforms of each image. */
  readonly item: readonly ItemTransform[];
  /** The transforms of each batch, normalization included. */
  readonly batch: readonly BatchTransform[];
}

/**
 * Returns a saved model, ready to predict; owned by the caller.
 *
 * Throws BadData for an unknown architecture, for weights that do not match it, and as {@link preparationOf} does.
 *
 * @param saved a model with one of Millrace's architectures
 * @param preparation by default as the model's file says
 * @param precision less than float32 is faster on some devices; probabilities then differ slightly. `resolvedPrecision`
 *   finds out which is faster here
 * @category Prediction
 */
export function predictorOf(
  saved: SavedModel | ReadModel,
  preparation: ModelPreparation = preparationOf(saved),
  precision: Precision = 'float32',
): Predictor {
  const { description, weights } = saved;
  const { architecture, outputs, head } = description;
  const model = modelWith(architectureNamed(architecture)({ outputs, head }), weights);
  // A server has batches of every size.
  const inference = model.inference({ ...defaultEngine, precision }, { anyBatchSize: true });
  return {
    description,
    task: taskOf(description.task),
    model,
    inference,
    item: preparation.item,
    batch: batchTransforms(preparation),
    [Symbol.dispose]: () => {
      inference[Symbol.dispose]();
      model[Symbol.dispose]();
    },
  };
}
