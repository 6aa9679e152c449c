import { brokenInvariant, MillraceError } from '../../core/index.ts';
import type { Tensor } from '../../engine/index.ts';

/** The weights of a network during a pass. A layer sees only its own, by names that are unique within it. */
export interface Values {
  /** Returns a parameter or buffer by name; borrowed. */
  readonly value: (name: string) => Tensor;
}

/** The weights of a network in evaluation mode. */
export interface InferenceValues extends Values {
  /** Returns tensors that depend on the weights alone: computed on the first call for a name, then kept. Borrowed. */
  readonly once: <T extends readonly Tensor[]>(name: string, make: () => T) => T;
}

/** The weights of a network in a training pass, and the receiver of gradients and new buffer values. */
export interface TrainingPass extends Values {
  /**
   * The statistics that batch norm normalizes by: those of the batch, or the running ones, which then do not change and
   * carry no gradient. Batch norm with a frozen scale and offset always uses the running ones.
   */
  readonly statistics: 'batch' | 'running';
  /**
   * Whether parts of the network keep only their input for the backward pass, and compute the rest again there; false by
   * default.
   */
  readonly recomputes?: boolean;
  /** Whether layers draw random numbers, as dropout does; false to differentiate evaluation mode. */
  readonly isRandom: boolean;
  /** Returns false for a frozen parameter, whose gradient need not be computed. */
  readonly wants: (name: string) => boolean;
  /** Takes ownership of the gradient of a parameter. */
  readonly addGradient: (name: string, gradient: Tensor) => void;
  /** Takes ownership of the new value of a buffer. Call it in the forward pass, not in the pullback. */
  readonly updateBuffer: (name: string, value: Tensor) => void;
  /**
   * Returns two integers (int32, borrowed) that seed the random numbers of a name in this pass, such as a dropout
   * layer's.
   */
  readonly seed: (name: string) => Tensor;
}

/**
 * Carries a gradient back through a layer: takes ownership of `dy`, hands the parameters' gradients to the pass, and
 * returns the gradient of the layer's input, owned by the caller, or null if it is not wanted. Call it once.
 */
export type Pullback = (dy: Tensor, wantsInput: boolean) => Tensor | null;

/**
 * A differentiable function with named parameters, as two pure functions.
 *
 * Both functions take ownership of `x` and return a tensor that the caller owns. The pullback alone keeps what the
 * gradient needs, so memory is released early. They run inside `tf.tidy`, which frees everything if a pass is
 * abandoned.
 *
 * On the CPU, the functions are called once for each image shape (and set of frozen parameters), and their ops are then
 * replayed as a graph, as with TensorFlow's `tf.function`. Anything that differs between passes must be computed from
 * `x` and from what the values and the pass return; any other number keeps its value from the first call.
 */
export interface LayerPasses {
  /** Evaluation mode: returns the output. */
  readonly infer: (x: Tensor, values: InferenceValues) => Tensor;
  /** Training mode: returns the output and the pullback. */
  readonly train: (x: Tensor, pass: TrainingPass) => readonly [y: Tensor, pullback: Pullback];
}

/** A compiled layer of a network: it finds its weights by their names in the network. */
export interface Layer extends LayerPasses {
  /**
   * Evaluation mode of the end of a residual block: returns relu(infer(x) + addend), for a layer that computes it in
   * fewer passes over memory. Takes ownership of both.
   */
  readonly inferResidual?: (x: Tensor, addend: Tensor, values: InferenceValues) => Tensor;
}

/** Returns the result of a pullback that was called with `wantsInput`. Throws BrokenInvariant if it is null. */
export function requireGradient(gradient: Tensor | null): Tensor {
  if (gradient !== null) return gradient;
  throw new MillraceError(brokenInvariant('pullback', 'the gradient of the input', 'null'));
}
