import { describe, expect, test } from 'vitest';
import { conv2d, conv2dBias, foldBatchNorm, relu, tf } from '../../src/engine/index.ts';
import { batchNormByRunning } from '../support/batch-norm.ts';
import { expectClose, randomNormal } from '../support/close.ts';

const EPSILON = 1e-5;

const shapes = [
  { n: 4, height: 9, width: 7, channels: 3, out: 5, stride: 1, size: 3, padding: 1 },
  { n: 4, height: 9, width: 8, channels: 3, out: 5, stride: 2, size: 3, padding: 1 },
  { n: 2, height: 5, width: 6, channels: 4, out: 2, stride: 1, size: 1, padding: 0 },
  { n: 1, height: 1, width: 2, channels: 16, out: 8, stride: 1, size: 3, padding: 1 },
  { n: 1, height: 3, width: 3, channels: 8, out: 4, stride: 2, size: 3, padding: 1 },
  // Grouped: computed by separate ops.
  { n: 8, height: 5, width: 4, channels: 6, out: 9, stride: 1, size: 3, padding: 1, groups: 3 },
];

const inputsOf = ({ n, height, width, channels, out, size, groups = 1 }: (typeof shapes)[number]) => ({
  x: randomNormal([n, height, width, channels], [1, 2]),
  kernel: randomNormal([size, size, channels / groups, out], [3, 4]),
  bias: randomNormal([out], [5, 6]),
});

describe.each(shapes)('%o', ({ stride, padding, ...shape }) => {
  const convolution = { stride, padding };

  test.each([true, false])('bias and activation (%s) equal separate ops and leak no tensor', (activation) => {
    tf.tidy(() => {
      const { x, kernel, bias } = inputsOf({ stride, padding, ...shape });
      const before = tf.memory().numTensors;
      const y = conv2dBias(x, kernel, bias as never, { ...convolution, activation });
      expect(tf.memory().numTensors).toBe(before + 1);
      const sum = tf.add(conv2d(x, kernel, convolution), bias);
      expectClose(y, activation ? relu(sum) : sum, 1e-5);
    });
  });

  test('the addend is added before the activation and is not changed', () => {
    tf.tidy(() => {
      const { x, kernel, bias } = inputsOf({ stride, padding, ...shape });
      const sum = tf.add(conv2d(x, kernel, convolution), bias);
      const addend = randomNormal(sum.shape, [7, 8]);
      const copy = addend.dataSync().slice();
      const before = tf.memory().numTensors;
      const y = conv2dBias(x, kernel, bias as never, { ...convolution, activation: true }, addend);
      expect(tf.memory().numTensors).toBe(before + 1);
      expectClose(y, relu(tf.add(sum, addend)), 1e-5);
      expect(addend.dataSync()).toEqual(copy);
    });
  });

  test('a folded kernel and its bias equal convolution and batch norm by the running mean and variance', () => {
    tf.tidy(() => {
      const { x, kernel } = inputsOf({ stride, padding, ...shape });
      const [gamma, beta, mean] = [5, 7, 9].map((seed) => randomNormal([shape.out], [seed, seed + 1]));
      const variance = tf.square(randomNormal([shape.out], [11, 12]));
      const batchNorm = { gamma: gamma!, beta: beta!, mean: mean!, variance };
      const before = tf.memory().numTensors;
      const [folded, bias] = foldBatchNorm(kernel, batchNorm, EPSILON);
      expect(tf.memory().numTensors).toBe(before + 2);
      const y = conv2dBias(x, folded, bias, { ...convolution, activation: false });
      // A channel of low variance is multiplied by up to 316, and so is its float32 rounding error.
      expectClose(y, batchNormByRunning(conv2d(x, kernel, convolution), batchNorm, EPSILON), 2e-4);
    });
  });
});
