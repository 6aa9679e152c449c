import { describe, expect, test } from 'vitest';
import {
  conv2d,
  conv2dInputGradient,
  conv2dKernelGradient,
  tf,
  type Tensor,
} from '../../src/engine/index.ts';
import type { Precision } from '../../src/core/index.ts';
import { expectClose, randomNormal } from '../support/close.ts';

const convolution = { stride: 1, padding: 1 };

/** Returns small integers, whose sums are exact in bfloat16. */
const small = (shape: readonly number[], seed: number): Tensor =>
  tf.round(tf.clipByValue(randomNormal(shape, [seed, seed + 1]), -1, 1));

/** Returns a convolution and its gradients. */
const convolve = (
  precision: Precision,
  ...[x, kernel, dy]: readonly [Tensor, Tensor, Tensor]
): readonly Tensor[] => [
  conv2d(x, kernel, convolution, { precision }),
  conv2dInputGradient(dy, kernel, x.shape, convolution, { precision }),
  conv2dKernelGradient(x, dy, kernel.shape, convolution, { precision }),
];

describe.each<Precision>(['bfloat16', 'float16'])('%s', (precision) => {
  test('representable numbers are convolved exactly, as are their gradients', () => {
    tf.tidy(() => {
      const tensors = [small([1, 5, 5, 2], 1), small([3, 3, 2, 3], 3), small([1, 5, 5, 3], 5)] as const;
      const wide = convolve('float32', ...tensors);
      const before = tf.memory().numTensors;
      const narrow = convolve(precision, ...tensors);
      expect(tf.memory().numTensors).toBe(before + narrow.length);
      narrow.forEach((tensor, i) => {
        expect(tensor.dtype).toBe('float32');
        expectClose(tensor, wide[i] as Tensor, 0);
      });
    });
  });

  test('other numbers are rounded to its precision', () => {
    tf.tidy(() => {
      const shapes = [[2, 6, 6, 4], [3, 3, 4, 4], [2, 6, 6, 4]]; // prettier-ignore
      const tensors = shapes.map((shape, i) => randomNormal(shape, [i, 7])) as [Tensor, Tensor, Tensor];
      const wide = convolve('float32', ...tensors);
      convolve(precision, ...tensors).forEach((tensor, i) => {
        const distance = tf.max(tf.abs(tf.sub(tensor, wide[i] as Tensor))).dataSync()[0];
        const size = tf.max(tf.abs(wide[i] as Tensor)).dataSync()[0]!;
        expect(distance).toBeLessThan(size * (precision === 'bfloat16' ? 2 ** -6 : 2 ** -9));
        expect(distance).toBeGreaterThan(0);
      });
    });
  });
});
