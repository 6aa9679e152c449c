import {
  at,
  UNCERTAIN,
  type LabelProbability,
  type ModelDescription,
  type PredictedLabels,
  type Prediction,
} from '../core/index.ts';
import { rowsOf, type Predictions, type Task } from '../nn/for-inference.ts';
import type { PassResult } from './combined.ts';
import { inOrder } from './in-order.ts';

/** How predictions are described. */
export interface LabelledConfig {
  readonly task: Task;
  readonly description: Pick<ModelDescription, 'vocab'>;
  readonly topK: number;
  /** 0..1 */
  readonly minProbability: number;
}

/** Returns the predictions for the images of a batch by name, in order; those that could not be used in their places. */
export function labelled(
  pass: PassResult,
  { task, description: { vocab }, topK, minProbability }: LabelledConfig,
): readonly Prediction[] {
  // Outputs beyond the classes have no name.
  const namedRows = (each: Predictions): readonly Float32Array[] =>
    rowsOf(each).map((row) => row.subarray(0, vocab.length));
  const deciding = namedRows(pass.comparable);
  return inOrder(
    pass,
    namedRows(pass.probabilities).map((row, i) => {
      const named = (label: number): LabelProbability => ({
        label: at(vocab, label),
        probability: shown(at(row, label)),
      });
      return {
        ...labelsOf(task, task.decode(at(deciding, i)).map(named), minProbability),
        top: [...row.keys()]
          .sort((a, b) => at(row, b) - at(row, a))
          .slice(0, topK)
          .map(named),
      };
    }),
  );
}

/** Returns the class, or the list of labels, without those of a low probability. */
function labelsOf(
  { description }: Task,
  decoded: readonly LabelProbability[],
  minProbability: number,
): Pick<PredictedLabels, 'label' | 'probability'> {
  if (description.kind === 'multi-label') {
    const certain = decoded.filter(({ probability }) => probability >= minProbability);
    return {
      label: certain.map(({ label }) => label),
      probability: certain.map(({ probability }) => probability),
    };
  }
  const { label, probability } = at(decoded, 0);
  return { label: probability < minProbability ? UNCERTAIN : label, probability };
}

/** Returns a float32 without the digits that only its representation as a double has. */
const shown = (probability: number): number => Number(probability.toPrecision(8));
