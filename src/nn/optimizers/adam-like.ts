import type { AdamStep, Scalars, Tensor, Variable } from '../../engine/index.ts';
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

/** Updates a variable and the running averages of its gradient and of its square in place; borrows all of them. */
type AdamUpdate = (
  variable: Variable,
  mean: Variable,
  square: Variable,
  gradient: Tensor,
  step: AdamStep,
  scalars: Scalars,
) => void;

/** Returns the constructor of an optimizer with Adam's averages and defaults. */
export const adamLike =
  (defaultWd: number, update: AdamUpdate): ((options?: AdamOptions) => OptimizerFactory) =>
  ({ mom = 0.9, sqrMom = 0.99, eps = 1e-5, wd = defaultWd, decoupleWd = true } = {}) =>
    perParameter({
      averages: ['grad_avg', 'sqr_avg'],
      mom,
      wd,
      decoupleWd,
      update: (variable, averages, gradient, step, scalars) => {
        const [mean, square] = averages as [Variable, Variable];
        const adamStep = { ...step, squareMomentum: sqrMom, epsilon: eps };
        update(variable, mean, square, gradient, adamStep, scalars);
      },
    });
