import { badOption, MillraceError } from '../../core/index.ts';
import { checkWeights } from './check-class-weights.ts';
import type { Loss } from './loss.ts';
import { softmaxLoss } from './softmax-loss.ts';

/** Options of {@link labelSmoothingCrossEntropy}. */
export interface LabelSmoothingOptions {
  /** The fraction of the target that is spread evenly over all classes, 0..1; default 0.1. */
  readonly epsilon?: number;
  /** One weight per class, at least 0, for example {@link classWeightsOf}; equal by default. */
  readonly classWeights?: readonly number[];
}

/**
 * Returns cross-entropy with smoothed targets (Szegedy et al., 2016): fastai's LabelSmoothingCrossEntropy.
 *
 * (1 − ε) · loss + ε · mean over all C classes of −log p, so the target of the actual class is 1 − ε + ε/C. As in
 * fastai, class weights apply to the first term only: its mean is divided by the sum of the weights, that of the second
 * by N. Mixed targets are treated as in {@link crossEntropy}. Throws BadOption unless `epsilon` is in 0..1 and the weights
 * are finite and at least 0; evaluating it throws BadOption unless there is one weight per class.
 *
 * @param options the amount of smoothing and the class weights
 * @category Losses
 */
export function labelSmoothingCrossEntropy({
  epsilon = 0.1,
  classWeights,
}: LabelSmoothingOptions = {}): Loss {
  if (!(epsilon >= 0 && epsilon <= 1))
    throw new MillraceError(badOption('labelSmoothingCrossEntropy', 'an epsilon in 0..1', String(epsilon)));
  if (classWeights !== undefined) checkWeights('labelSmoothingCrossEntropy', classWeights);
  return softmaxLoss('labelSmoothingCrossEntropy', { epsilon, classWeights: classWeights ?? null });
}
