import { expect } from 'vitest';
import { tf, type Tensor } from '../../src/engine/index.ts';

/** Expects equal shapes, and values that differ by at most `distance`. */
export function expectClose(actual: Tensor, expected: Tensor, distance = 1e-4): void {
  expect(actual.shape).toEqual(expected.shape);
  const [a, b] = [actual.dataSync<'float32'>(), expected.dataSync<'float32'>()];
  const greatest = a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i]!)), 0);
  expect(greatest).toBeLessThanOrEqual(distance);
}

/** Random test values: equal seeds give equal values. */
export { randomNormal } from '../../src/engine/index.ts';

/** Returns the gradients of Σ f(inputs) · dy by TensorFlow.js's differentiation of the composed form. */
export const composedGradients = (
  f: (...inputs: Tensor[]) => Tensor,
  inputs: Tensor[],
  dy: Tensor,
): Tensor[] => tf.grads((...given: Tensor[]) => tf.sum(tf.mul(f(...given), dy)))(inputs);
