import { at, targetCount, type Targets } from '../../core/index.ts';
import { softmaxCrossEntropy, tf, type Tensor1D, type Tensor2D } from '../../engine/index.ts';
import type { OneClassTargets } from '../scores/targets-of.ts';
import { checkWeightCount } from './check-class-weights.ts';
import { classTargets } from './class-targets.ts';
import type { Loss } from './loss.ts';
import { softTargets, type Softening } from './soft-targets.ts';
import { tensorLoss } from './tensor-loss.ts';

/** Returns the cross-entropy of the softmax with soft targets: one op for the value and its gradient. */
export const softmaxLoss = (name: string, { epsilon, classWeights }: Softening): Loss =>
  tensorLoss({
    name,
    isWeighted: classWeights !== null,
    ...(classWeights === null ? {} : { totalWeight: (targets) => totalWeight(classWeights, targets) }),
    inputs: (given, shape, reduction) => {
      const targets = classTargets(shape, given);
      if (classWeights !== null) checkWeightCount(classWeights, shape[1]);
      const weights =
        classWeights !== null && reduction === 'mean' ? weightsInMean(classWeights, targets) : classWeights;
      const { probabilities, scale } = softTargets(targets, shape[1], { epsilon, classWeights: weights });
      return [tf.tensor2d(probabilities, shape, 'float32'), ...(scale === null ? [] : [tf.tensor1d(scale)])];
    },
    perExample: (logits, [probabilities, scale]) => {
      const losses = softmaxCrossEntropy(logits, probabilities as Tensor2D);
      return scale === undefined ? losses : tf.mul<Tensor1D>(losses, scale);
    },
  });

/** Returns the sum of the class weights of a batch; of mixed targets, whose mean is plain, the number of images. */
const totalWeight = (weights: readonly number[], targets: Targets): number =>
  targets._tag === 'ClassTargets' ? sumOf(weights, targets) : targetCount(targets);

const sumOf = (weights: readonly number[], { classes }: OneClassTargets): number =>
  classes.reduce((sum, index) => sum + at(weights, index), 0);

/**
 * Returns the class weights with which the plain mean over the images is the weighted mean: their mean over the images is
 * 1. As in fastai, whose MixUp takes the plain mean of weighted losses, those of mixed targets stay.
 */
function weightsInMean(weights: readonly number[], targets: OneClassTargets): readonly number[] {
  if (targets._tag === 'MixedTargets') return weights;
  const total = sumOf(weights, targets);
  // A batch whose weights are all 0 has loss 0; PyTorch's is NaN.
  return total === 0 ? weights : weights.map((weight) => (weight * targets.classes.length) / total);
}
