import { MillraceError } from '../../core/index.ts';
import type { Loss } from './loss.ts';
import { softmaxLoss } from './softmax-loss.ts';

/** fastai's argument of LabelSmoothingCrossEntropy. */
export interface LabelSmoothingOptions {
  /** The share of the target that is spread evenly over all classes, 0..1; default 0.1. */
  readonly epsilon?: number;
}

/**
 * Cross-entropy with targets that are not quite certain: (1 − ε) · loss + ε · mean over all C classes of −log p, so the
 * right class has 1 − ε + ε/C (Szegedy et al., 2016; fastai's LabelSmoothingCrossEntropy). Mixed targets as in
 * `crossEntropy`. Errors with BadOption for an ε outside 0..1.
 */
export function labelSmoothingCrossEntropy({ epsilon = 0.1 }: LabelSmoothingOptions = {}): Loss {
  if (!(epsilon >= 0 && epsilon <= 1))
    throw new MillraceError({
      _tag: 'BadOption',
      where: 'labelSmoothingCrossEntropy',
      expected: 'an epsilon in 0..1',
      received: String(epsilon),
      advice: '',
    });
  return softmaxLoss('labelSmoothingCrossEntropy', { epsilon, classWeights: null });
}
