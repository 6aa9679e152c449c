import type { Tensor } from '../../engine/index.ts';

/** How the values of a parameter begin. `normal`: mean 0, the given deviation (He et al., 2015: √(2 / fan in)). */
export type Initial =
  | { readonly kind: 'normal'; readonly deviation: number }
  | { readonly kind: 'constant'; readonly value: number };

/** A parameter: what the optimizer changes. */
export interface ParameterSpec {
  /** fastai's name, e.g. `4.0.convpath.0.0.weight`. */
  readonly name: string;
  /** Kernels HWIO, dense weights [in, out]. */
  readonly shape: readonly number[];
  readonly initial: Initial;
  /** Biases and batch-norm parameters get no weight decay (fastai's wd_bn_bias false). */
  readonly role: 'weight' | 'bias' | 'batch-norm';
}

/** A running statistic: changed by training passes, not by the optimizer. Part of the weights file. */
export interface StatisticSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: Initial;
}

/** The values of a network during one pass; tensors are borrowed. */
export interface Values {
  readonly value: (name: string) => Tensor;
}

/** The values of a network that is not trained meanwhile. */
export interface InferenceValues extends Values {
  /** Tensors that depend on the values only: made at the first call for a name, borrowed, kept while the values stay. */
  readonly once: <T extends readonly Tensor[]>(name: string, make: () => T) => T;
}

/** A training pass: the values, and where gradients and statistics go. */
export interface TrainingPass extends Values {
  /** False for a frozen parameter: its gradient need not be computed. */
  readonly wants: (name: string) => boolean;
  /** Hands over the gradient of a parameter. */
  readonly addGradient: (name: string, gradient: Tensor) => void;
  /** Hands over the new value of a running statistic: on the way forward, not in the pullback. */
  readonly setStatistic: (name: string, value: Tensor) => void;
  /** Two whole numbers (int32, borrowed) for the random numbers of this pass, as of dropout; others for each name. */
  readonly seed: (name: string) => Tensor;
}

/**
 * Carries a gradient back through a layer: takes over dy, hands the parameters' gradients to the pass, and returns the
 * gradient of the layer's input, owned by the caller, or null where it is not wanted. To be called once.
 */
export type Pullback = (dy: Tensor, wantsInput: boolean) => Tensor | null;

/**
 * A differentiable function with named parameters, as plain data and two pure functions. Both take over x and return a
 * tensor that the caller owns; what the gradient needs is kept by the pullback and by nothing else, so memory is
 * released early. Called inside `tf.tidy`, which frees everything if a pass is given up half way.
 *
 * On the CPU the functions are called once for pictures of one shape (and for each set of frozen parameters), and the ops
 * that they ran are repeated after, as with TensorFlow's `tf.function`: what differs from pass to pass must be computed
 * from x and from what the values and the pass give; any other number is what it was in the first.
 */
export interface Layer {
  readonly parameters: readonly ParameterSpec[];
  readonly statistics: readonly StatisticSpec[];
  /** Evaluation mode. */
  readonly infer: (x: Tensor, values: InferenceValues) => Tensor;
  /**
   * Evaluation mode with what follows in a residual block: relu(infer(x) + addend), where the layer can do that in fewer
   * passes. Takes over both.
   */
  readonly inferJoined?: (x: Tensor, addend: Tensor, values: InferenceValues) => Tensor;
  /** Training mode: the output, and the way back. */
  readonly train: (x: Tensor, pass: TrainingPass) => readonly [y: Tensor, pullback: Pullback];
}

/** For pullbacks in the middle of a network, whose input gradient is always wanted. */
export function wanted(gradient: Tensor | null): Tensor {
  if (gradient === null) throw new Error('a pullback returned no gradient although it was asked for one');
  return gradient;
}
