import { applyAdam, type Variable } from '../../engine/index.ts';
import type { OptimizerFactory } from './optimizer.ts';
import { perParameter } from './per-parameter.ts';

/** Options of {@link adam} and its relatives: fastai's arguments. */
export interface AdamOptions {
  /** β₁ if it is not scheduled, 0..1; default 0.9. */
  readonly mom?: number;
  /** β₂, 0..1; default 0.99. */
  readonly sqrMom?: number;
  /** Added to the root of the debiased average; default 1e-5. */
  readonly eps?: number;
  /** Weight decay, 0 for none. */
  readonly wd?: number;
  /** Whether weights decay directly rather than through the gradient; default true. */
  readonly decoupleWd?: boolean;
}

/** The averages of Adam and its kin, as fastai names them. */
export const ADAM_AVERAGES = ['grad_avg', 'sqr_avg'] as const;

/**
 * Returns Adam (Kingma and Ba, 2015) with decoupled weight decay (Loshchilov and Hutter, 2019): fastai's Adam.
 *
 * Debiasing uses the momentum of the current step, even if it is scheduled. Weight decay is 0.01 by default.
 *
 * @param options with fastai's defaults
 * @category Optimizers
 */
export const adam = ({
  mom = 0.9,
  sqrMom = 0.99,
  eps = 1e-5,
  wd = 0.01,
  decoupleWd = true,
}: AdamOptions = {}): OptimizerFactory =>
  perParameter({
    averages: ADAM_AVERAGES,
    mom,
    wd,
    decoupleWd,
    update: (variable, averages, gradient, { learningRate, momentum, step }) => {
      const [mean, square] = averages as [Variable, Variable];
      const adamStep = { learningRate, momentum, squareMomentum: sqrMom, epsilon: eps, step };
      applyAdam(variable, mean, square, gradient, adamStep);
    },
  });
