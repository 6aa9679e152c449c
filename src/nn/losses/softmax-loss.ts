import { at, targetCount, type Targets } from '../../core/index.ts';
import { softmaxCrossEntropy, tf, type Scalar, type Tensor1D, type Tensor2D } from '../../engine/index.ts';
import type { OneClassTargets } from '../scores/targets-of.ts';
import { checkWeightCount } from './check-class-weights.ts';
import { classTargets } from './class-targets.ts';
import type { Loss } from './loss.ts';
import { softTargets, type Softening } from './soft-targets.ts';

/** Returns the cross-entropy of the softmax with soft targets: one op for the value and its gradient. */
export function softmaxLoss(name: string, { epsilon, classWeights }: Softening): Loss {
  const evaluate = (
    logits: Tensor2D,
    given: Targets,
    weightsFor: (weights: readonly number[], targets: OneClassTargets) => readonly number[],
  ): Tensor1D => {
    const targets = classTargets(logits, given);
    if (classWeights !== null) checkWeightCount(classWeights, logits.shape[1]);
    const softening = {
      epsilon,
      classWeights: classWeights === null ? null : weightsFor(classWeights, targets),
    };
    const { probabilities, scale } = softTargets(targets, logits.shape[1], softening);
    const losses = softmaxCrossEntropy(logits, tf.tensor2d(probabilities, logits.shape, 'float32'));
    return scale === null ? losses : tf.mul<Tensor1D>(losses, scale);
  };
  return {
    name,
    isWeighted: classWeights !== null,
    perExample: (logits, targets) => tf.tidy(() => evaluate(logits, targets, (weights) => weights)),
    ...(classWeights === null ? {} : { totalWeight: (targets) => totalWeight(classWeights, targets) }),
    mean: (logits, targets) => tf.tidy(() => tf.mean<Scalar>(evaluate(logits, targets, weightsInMean))),
  };
}

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
