import type { Tensor, Variable } from '../../engine/index.ts';

/** What a training step reads and changes, all borrowed. */
export interface StepInputs {
  /** [N, H, W, 3], or the output of the first stages. */
  readonly images: Tensor;
  /** What the loss needs of the targets. */
  readonly targets: readonly Tensor[];
  /** Returns a parameter or buffer by name. */
  readonly variable: (name: string) => Variable;
  /** Returns two integers that seed the random numbers of a name in this step. */
  readonly seed: (name: string) => Tensor;
  /** The scalar by which the gradient of the loss is multiplied; empty for none. */
  readonly lossScale: readonly Tensor[];
  /** The numbers of the optimizer's step, and the variables that it changes besides the parameters. */
  readonly numbers: readonly Tensor[];
  readonly averages: readonly Variable[];
}

/** The result of a training step, owned by the caller. */
export interface StepOutputs {
  readonly loss: Tensor;
  /** By parameter, in order; null for a frozen one. Null if they have updated the weights. */
  readonly gradients: readonly (Tensor | null)[] | null;
}

/** A training step, for inputs of the same shapes. Its owner disposes it. */
export interface StepFunction extends Disposable {
  readonly run: (from: StepInputs) => StepOutputs;
}
