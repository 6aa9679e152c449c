import { tf, type Tensor, type Variable } from '../../engine/index.ts';
import type { AdamOptions } from './adam-like.ts';
import type { OptimizerFactory } from './optimizer.ts';
import { perParameter } from './per-parameter.ts';

/** Sets the average to fraction · average + addend and returns it. Call it inside `tf.tidy`. */
function accumulate(average: Variable, fraction: number | Tensor, addend: Tensor): Tensor {
  const next = tf.add(tf.mul(average.read(), fraction), addend);
  average.assign(next);
  return next;
}

/**
 * Returns RMSProp without debiasing, with undampened momentum unless `mom` is 0 (Tieleman and Hinton, 2012): fastai's
 * RMSProp.
 *
 * Defaults: mom 0, sqrMom 0.99, eps 1e-8, wd 0.
 *
 * @param options with fastai's defaults
 * @category Optimizers
 */
export const rmsProp = ({
  mom = 0,
  sqrMom = 0.99,
  eps = 1e-8,
  wd = 0,
  decoupleWd = true,
}: AdamOptions = {}): OptimizerFactory =>
  perParameter({
    averages: mom === 0 ? ['sqr_avg'] : ['sqr_avg', 'grad_avg'],
    mom,
    wd,
    decoupleWd,
    numbers: ({ learningRate, momentum }) => [learningRate, momentum],
    update: (variable, averages, gradient, numbers) =>
      tf.tidy(() => {
        const [learningRate, momentum] = numbers as [Tensor, Tensor];
        const [square, mean] = averages as [Variable, Variable?];
        const sqrAvg = accumulate(square, sqrMom, tf.mul(tf.square(gradient), 1 - sqrMom));
        const direction = mean === undefined ? gradient : accumulate(mean, momentum, gradient);
        const denominator = tf.add(tf.sqrt(sqrAvg), eps);
        variable.subtract(tf.mul(tf.div(direction, denominator), learningRate));
      }),
  });
