import { applyAdam, tf, type Variable } from '../../engine/index.ts';
import { ADAM_AVERAGES, type AdamOptions } from './adam.ts';
import type { OptimizerFactory } from './optimizer.ts';
import { perParameter } from './per-parameter.ts';

/** By how much the variance of the adaptive rate is corrected; null while it is intractable, in the first steps. */
function rectification(sqrMom: number, step: number): number | null {
  const power = sqrMom ** step;
  const rInf = 2 / (1 - sqrMom) - 1;
  const r = rInf - (2 * step * power) / (1 - power);
  return r > 5 ? Math.sqrt(((r - 4) * (r - 2) * rInf) / ((rInf - 4) * (rInf - 2) * r)) : null;
}

/**
 * Returns rectified Adam (Liu et al., 2020): fastai's RAdam.
 *
 * Defaults as {@link adam}'s, but without weight decay.
 *
 * @param options with fastai's defaults
 * @category Optimizers
 */
export const radam = ({
  mom = 0.9,
  sqrMom = 0.99,
  eps = 1e-5,
  wd = 0,
  decoupleWd = true,
}: AdamOptions = {}): OptimizerFactory =>
  perParameter({
    averages: ADAM_AVERAGES,
    mom,
    wd,
    decoupleWd,
    update: (variable, averages, gradient, { learningRate, momentum, step }) => {
      const [mean, square] = averages as [Variable, Variable];
      const rectified = rectification(sqrMom, step);
      applyAdam(variable, mean, square, gradient, {
        // A rate of 0 moves only the averages.
        learningRate: learningRate * (rectified ?? 0),
        momentum,
        squareMomentum: sqrMom,
        epsilon: eps,
        step,
      });
      if (rectified === null)
        tf.tidy(() => variable.subtract(tf.mul(mean.read(), learningRate / (1 - momentum ** step))));
    },
  });
