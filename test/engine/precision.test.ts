import { describe, expect, test } from 'vitest';
import {
  conv2d,
  conv2dInputGradient,
  conv2dKernelGradient,
  tf,
  withPrecision,
  type Precision,
  type Tensor,
} from '../../src/engine/index.ts';
import { expectClose, randomNormal } from '../support/close.ts';

const convolution = { stride: 1, padding: 1 };

/** Returns small integers, whose sums are exact in bfloat16. */
const small = (shape: readonly number[], seed: number): Tensor =>
  tf.round(tf.clipByValue(randomNormal(shape, [seed, seed + 1]), -1, 1));

/** Returns a convolution and its gradients. */
const convolve = (x: Tensor, kernel: Tensor, dy: Tensor): readonly Tensor[] => [
  conv2d(x, kernel, convolution),
  conv2dInputGradient(dy, kernel, x.shape, convolution),
  conv2dKernelGradient(x, dy, kernel.shape, convolution),
];

describe.each<Precision>(['bfloat16', 'float16'])('%s', (precision) => {
  test('representable numbers are convolved exactly, as are their gradients', () => {
    tf.tidy(() => {
      const [x, kernel, dy] = [small([1, 5, 5, 2], 1), small([3, 3, 2, 3], 3), small([1, 5, 5, 3], 5)];
      const wide = convolve(x, kernel, dy);
      const before = tf.memory().numTensors;
      const narrow = withPrecision(precision, () => convolve(x, kernel, dy));
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
      const [x, kernel, dy] = shapes.map((shape, i) => randomNormal(shape, [i, 7])) as [
        Tensor,
        Tensor,
        Tensor,
      ];
      const wide = convolve(x, kernel, dy);
      withPrecision(precision, () => convolve(x, kernel, dy)).forEach((tensor, i) => {
        const distance = tf.max(tf.abs(tf.sub(tensor, wide[i] as Tensor))).dataSync()[0];
        const size = tf.max(tf.abs(wide[i] as Tensor)).dataSync()[0]!;
        expect(distance).toBeLessThan(size * (precision === 'bfloat16' ? 2 ** -6 : 2 ** -9));
        expect(distance).toBeGreaterThan(0);
      });
    });
  });
});

test('the precision is restored even if the work throws', () => {
  tf.tidy(() => {
    const [x, kernel] = [randomNormal([1, 4, 4, 1], [1, 2]), randomNormal([3, 3, 1, 1], [3, 4])];
    const wide = conv2d(x, kernel, convolution);
    expect(() =>
      withPrecision('bfloat16', () => {
        throw new Error('work');
      }),
    ).toThrow('work');
    expectClose(conv2d(x, kernel, convolution), wide, 0);
  });
});
