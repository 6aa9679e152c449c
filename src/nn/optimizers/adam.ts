import { applyAdam, type Variable } from '../../engine/index.ts';
import type { OptimizerFactory } from './optimizer.ts';
import { perParameter } from './per-parameter.ts';

/** fastai's arguments of Adam and its kin. */
export interface AdamOptions {
  /** β₁, where it is not scheduled, 0..1; default 0.9. */
  readonly mom?: number;
  /** β₂, 0..1; default 0.99. */
  readonly sqrMom?: number;
  /** Added to the root of the debiased average; default 1e-5. */
  readonly eps?: number;
  /** Weight decay. */
  readonly wd?: number;
  /** Default true: weights decay by themselves, not through the gradient. */
  readonly decoupleWd?: boolean;
}

/** The averages of Adam and its kin, as fastai names them. */
export const ADAM_AVERAGES = ['grad_avg', 'sqr_avg'] as const;

/**
 * Adam (Kingma and Ba, 2015) with decoupled weight decay (Loshchilov and Hutter, 2019), in place: fastai's Adam. The
 * debiasing uses the momentum of the step, also where it is scheduled. Weight decay defaults to 0.01.
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
