import { badOption, MillraceError } from '../../core/index.ts';
import type { Loss } from './loss.ts';
import { softmaxLoss } from './softmax-loss.ts';

/** Options of {@link labelSmoothingCrossEntropy}. */
export interface LabelSmoothingOptions {
  /** The fraction of the target that is spread evenly over all classes, 0..1; default 0.1. */
  readonly epsilon?: number;
}

/**
 * Returns cross-entropy with smoothed targets (Szegedy et al., 2016): fastai's LabelSmoothingCrossEntropy.
 *
 * (1 − ε) · loss + ε · mean over all C classes of −log p, so the target of the actual class is 1 − ε + ε/C. Mixed
 * targets are treated as in {@link crossEntropy}. Throws BadOption unless `epsilon` is in 0..1.
 *
 * @param options the amount of smoothing
 * @category Losses
 */
export function labelSmoothingCrossEntropy({ epsilon = 0.1 }: LabelSmoothingOptions = {}): Loss {
  if (!(epsilon >= 0 && epsilon <= 1))
    throw new MillraceError(badOption('labelSmoothingCrossEntropy', 'an epsilon in 0..1', String(epsilon)));
  return softmaxLoss('labelSmoothingCrossEntropy', { epsilon, classWeights: null });
}
