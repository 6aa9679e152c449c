import type { AdamStep, Tensor, Variable } from '../../engine/index.ts';
import type { OptimizerFactory } from './optimizer.ts';
import { perParameter, type ParameterStep } from './per-parameter.ts';

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

/** How a relative of Adam updates a parameter. */
interface AdamRule {
  /** Returns the numbers of a step. */
  readonly numbers: (step: AdamStep) => readonly number[];
  /** Names the ops of a step, if they are not the same in all steps. */
  readonly variant?: (step: AdamStep) => string;
  /** Updates a variable and the running averages of its gradient and of its square in place; borrows all arguments. */
  readonly update: (
    variable: Variable,
    mean: Variable,
    square: Variable,
    gradient: Tensor,
    numbers: readonly Tensor[],
    variant: string,
  ) => void;
}

/** Returns the constructor of an optimizer with Adam's averages and defaults. */
export const adamLike =
  (defaultWd: number, rule: AdamRule): ((options?: AdamOptions) => OptimizerFactory) =>
  ({ mom = 0.9, sqrMom = 0.99, eps = 1e-5, wd = defaultWd, decoupleWd = true } = {}) => {
    const stepOf = (step: ParameterStep): AdamStep => ({ ...step, squareMomentum: sqrMom, epsilon: eps });
    const { variant } = rule;
    return perParameter({
      averages: ['grad_avg', 'sqr_avg'],
      mom,
      wd,
      decoupleWd,
      numbers: (step) => rule.numbers(stepOf(step)),
      ...(variant === undefined ? {} : { variant: (step) => variant(stepOf(step)) }),
      update: (variable, averages, gradient, numbers, kind) => {
        const [mean, square] = averages as [Variable, Variable];
        rule.update(variable, mean, square, gradient, numbers, kind);
      },
    });
  };
