import type { StateDict } from '../../core/index.ts';
import { Scalars, type Tensor, type Variable } from '../../engine/index.ts';
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
   * Begins the same step as {@link Optimizer.apply}, in parts that a graph can contain. Without it, the weights are updated
   * after the graph of a training step, which takes longer.
   *
   * @param trained for each parameter, whether it has a gradient
   * @returns null if there are no such parts
   */
  begin?(trained: readonly boolean[], hyper: HyperParameters): OptimizerStep | null;
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
 * One step of an {@link Optimizer}.
 *
 * @category Optimizers
 */
export interface OptimizerStep {
  /** Steps with the same key, of the same parameters, run the same ops: a graph of one serves the others. */
  readonly key: string;
  /** The numbers that the ops use besides the gradients, such as the learning rate. */
  readonly numbers: readonly number[];
  /** The variables that the ops read and change besides the parameters; borrowed. */
  readonly variables: readonly Variable[];
  /**
   * Runs the ops. Borrows all tensors.
   *
   * @param gradients in the order of the parameters; null for one that is not trained
   * @param numbers as scalars, in their order
   */
  readonly update: (gradients: readonly (Tensor | null)[], numbers: readonly Tensor[]) => void;
  /** Counts the step, after its ops have run. A step that does not end has no effect. */
  readonly end: () => void;
}

/**
 * Runs a step on its own. The gradients are borrowed.
 */
export function runStep(step: OptimizerStep, gradients: readonly (Tensor | null)[]): void {
  using scalars = new Scalars();
  step.update(
    gradients,
    step.numbers.map((number) => scalars.of(number)),
  );
  step.end();
}

/**
 * Returns the optimizer of the given parameters. A learner holds a factory; the run calls it when it starts.
 *
 * @category Optimizers
 */
export type OptimizerFactory = (parameters: readonly TrainableParameter[]) => Optimizer;
