import { expect } from 'vitest';
import type { Tensor } from '../../src/engine/index.ts';

/** Two tensors have one shape, and no value differs by more than the distance. */
export function expectClose(actual: Tensor, wanted: Tensor, distance = 1e-4): void {
  expect(actual.shape).toEqual(wanted.shape);
  const [a, b] = [actual.dataSync<'float32'>(), wanted.dataSync<'float32'>()];
  const worst = a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))), 0);
  expect(worst).toBeLessThanOrEqual(distance);
}

/** The values of a test: equal for equal seeds. */
export { randomNormal } from '../../src/engine/index.ts';
