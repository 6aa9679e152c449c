import { at } from '../../core/index.ts';
import { applyGradientDescent, applyMomentum, type Tensor } from '../../engine/index.ts';
import type { OptimizerFactory } from './optimizer.ts';
import { perParameter } from './per-parameter.ts';

/** Options of {@link sgd}: fastai's arguments. */
export interface SgdOptions {
  /** Momentum if it is not scheduled; default 0, which means no momentum even if it is scheduled. */
  readonly mom?: number;
  /** Weight decay, default 0. */
  readonly wd?: number;
  /** Whether weights decay directly rather than through the gradient; default true. */
  readonly decoupleWd?: boolean;
}

/**
 * Returns stochastic gradient descent with undampened momentum (Polyak, 1964): fastai's SGD.
 *
 * @param options with fastai's defaults
 * @category Optimizers
 */
export const sgd = ({ mom = 0, wd = 0, decoupleWd = true }: SgdOptions = {}): OptimizerFactory =>
  perParameter({
    averages: mom === 0 ? [] : ['grad_avg'],
    mom,
    wd,
    decoupleWd,
    numbers: ({ learningRate, momentum }) => [learningRate, momentum],
    update: (variable, averages, gradient, numbers) => {
      const [learningRate, momentum] = numbers as [Tensor, Tensor];
      if (mom === 0) applyGradientDescent(variable, gradient, learningRate);
      else applyMomentum(variable, at(averages, 0), gradient, learningRate, momentum);
    },
  });
