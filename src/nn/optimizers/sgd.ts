import { applyGradientDescent, applyMomentum, type Variable } from '../../engine/index.ts';
import type { OptimizerFactory } from './optimizer.ts';
import { perParameter } from './per-parameter.ts';

/** fastai's arguments of SGD. */
export interface SgdOptions {
  /** Default 0: no momentum at all, whatever the schedule says. Else the momentum where it is not scheduled. */
  readonly mom?: number;
  /** Weight decay, default 0. */
  readonly wd?: number;
  /** Default true: weights decay by themselves, not through the gradient. */
  readonly decoupleWd?: boolean;
}

/** Stochastic gradient descent, with momentum without dampening (Polyak, 1964), in place: fastai's SGD. */
export const sgd = ({ mom = 0, wd = 0, decoupleWd = true }: SgdOptions = {}): OptimizerFactory =>
  perParameter({
    averages: mom === 0 ? [] : ['grad_avg'],
    mom,
    wd,
    decoupleWd,
    update: (variable, averages, gradient, { learningRate, momentum }) => {
      if (mom === 0) applyGradientDescent(variable, gradient, learningRate);
      else applyMomentum(variable, averages[0] as Variable, gradient, learningRate, momentum);
    },
  });
