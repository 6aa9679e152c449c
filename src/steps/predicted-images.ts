import { at, type ClassProbability, type Image, type PredictedImage, type Targets } from '../core/index.ts';
import { actualOf, rowsOf, type Predictions, type Task } from '../nn/index.ts';

/** N images and the network's outputs for them. */
export interface ImageOutputs {
  readonly task: Task;
  readonly files: readonly Image[];
  readonly targets: Targets;
  /** `comparable` values or probabilities `[N, C]`: they decide what is predicted. */
  readonly comparable: Predictions;
  /** `[N, C]`. */
  readonly probabilities: Predictions;
}

/**
 * Returns the prediction for each image.
 *
 * @category Training and evaluation steps
 */
export function predictedImages(outputs: ImageOutputs): readonly PredictedImage[] {
  const { task, files, targets, comparable, probabilities } = outputs;
  const labels = labelCount(outputs);
  const deciding = rowsOf(comparable).map((row) => row.subarray(0, labels));
  return rowsOf(probabilities).map((row, i) => {
    const withProbability = (index: number): ClassProbability => ({ index, probability: at(row, index) });
    return {
      path: at(files, i).path,
      actual: actualOf(targets, i).map(withProbability),
      predicted: task.decode(at(deciding, i)).map(withProbability),
    };
  });
}

/** Returns the number of outputs that stand for a label: with several labels per image, others have no name. */
export const labelCount = ({ targets, comparable }: Pick<ImageOutputs, 'targets' | 'comparable'>): number =>
  targets._tag === 'LabelTargets' ? targets.shape[1] : comparable.shape[1];
