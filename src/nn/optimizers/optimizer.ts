import type { StateDict } from '../../core/index.ts';
import type { Tensor, Variable } from '../../engine/index.ts';
import type { HyperParameters } from '../schedules/index.ts';

/** A parameter as an optimizer sees it. */
export interface TrainableParameter {
  readonly name: string;
  /** Borrowed. */
  readonly variable: Variable;
  /** Whether weight decay applies: not to biases and batch-norm parameters. */
  readonly decays: boolean;
  /** Its parameter group: a position in the learning rates of {@link HyperParameters}. */
  readonly group: number;
}

/**
 * Changes parameters by their gradients. It owns its averages and step counts, and frees them when disposed.
 *
 * @category Optimizers
 */
export interface Optimizer extends Disposable {
  /**
   * Makes one step, in place. A parameter whose gradient is null is skipped: its value, averages and step count do
   * not change.
   *
   * @param gradients borrowed, in the order of the parameters. Release every tensor read from a variable first: holding
   *   one costs a copy
   */
  apply(gradients: readonly (Tensor | null)[], hyper: HyperParameters): void;
  /**
   * Clears averages and step counts: fastai's Optimizer.clear_state, which it calls when freezing or unfreezing.
   */
  reset(): void;
  /**
   * Returns copies of averages and step counts, named `<parameter>/grad_avg` and so on. Empty before the first step.
   */
  save(): StateDict;
  /** Restores a state returned by {@link Optimizer.save}. Throws BadData if a different optimizer saved it. */
  restore(state: StateDict): void;
}

/**
 * Returns the optimizer of the given parameters. A learner holds a factory; the run calls it when it starts.
 *
 * @category Optimizers
 */
export type OptimizerFactory = (parameters: readonly TrainableParameter[]) => Optimizer;
