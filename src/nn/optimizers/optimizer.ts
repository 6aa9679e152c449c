import type { NamedArrays } from '../../core/index.ts';
import type { Tensor, Variable } from '../../engine/index.ts';
import type { Hyper } from '../schedules/index.ts';

/** A parameter as an optimizer sees it. The variable is borrowed. */
export interface TrainableParameter {
  readonly name: string;
  readonly variable: Variable;
  /** Whether weight decay applies to it, see `decays`. */
  readonly decays: boolean;
  /** Its parameter group: a position in the learning rates of {@link Hyper}. */
  readonly group: number;
}

/** Changes parameters by gradients. It owns its averages and step counts, and frees them when disposed. */
export interface Optimizer extends Disposable {
  /**
   * One step, in place. A parameter whose gradient is null is skipped entirely: no decay, no change of its averages or
   * of its step count.
   *
   * @param gradients borrowed, in the order of the parameters; nothing that was read from a variable should still be
   *   held, which would cost its update a copy
   */
  apply(gradients: readonly (Tensor | null)[], hyper: Hyper): void;
  /** Clears averages and step counts, as fastai does before each fit (Optimizer.clear_state). */
  reset(): void;
  /** Averages and step counts, copied: `<parameter>/grad_avg` and so on. Empty before the first step. */
  save(): NamedArrays;
  /** Goes on where {@link Optimizer.save} stood; errors with BadData where the state is another optimizer's. */
  restore(state: NamedArrays): void;
}

/** An optimizer as a description: made for the parameters when a run begins. */
export type OptimizerFactory = (parameters: readonly TrainableParameter[]) => Optimizer;
