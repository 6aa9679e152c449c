import { lastOf, type StateArray } from '../core/index.ts';
import { BATCH_NORM } from '../nn/for-inference.ts';

/** Batch norm in evaluation mode: x · scale + shift, `[C]` each, in double precision. */
export interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** Returns batch norm by the running mean and variance as one product and one sum. */
export function affineOf(weight: (parameter: string) => StateArray): Affine {
  const [gamma, beta] = [weight('weight').data, weight('bias').data];
  const [mean, variance] = [weight('running_mean').data, weight('running_var').data];
  const scale = Float64Array.from(
    gamma,
    (value, c) => value / Math.sqrt(Number(variance[c]) + BATCH_NORM.epsilon),
  );
  return { scale, shift: Float64Array.from(beta, (value, c) => value - Number(mean[c]) * Number(scale[c])) };
}

/**
 * Folds a scale and shift of the outputs into a kernel, whose last axis are the outputs (Jacob et al., 2018, section 3.2).
 * Rounds once, so that every machine returns the same numbers.
 */
export function fold(
  kernel: StateArray,
  { scale, shift }: Affine,
): { readonly kernel: StateArray; readonly bias: StateArray } {
  const outputs = lastOf(kernel.shape);
  const data = kernel.data.map((value, i) => value * Number(scale[i % outputs]));
  return { kernel: { shape: kernel.shape, data }, bias: vector(shift) };
}

/** Returns numbers as float32. */
export const vector = (numbers: ArrayLike<number>): StateArray => ({
  shape: [numbers.length],
  data: Float32Array.from(numbers),
});
