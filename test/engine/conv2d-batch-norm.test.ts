import { expect, test } from 'vitest';
import { batchNormInference, conv2d, conv2dBatchNorm, tf } from '../../src/engine/index.ts';
import { expectClose, randomNormal } from '../support/close.ts';

const EPSILON = 1e-5;

test.each([
  // Folded: many places, few weights.
  { n: 4, height: 9, width: 7, channels: 3, out: 5, stride: 1, size: 3, padding: 1 },
  { n: 4, height: 9, width: 8, channels: 3, out: 5, stride: 2, size: 3, padding: 1 },
  { n: 2, height: 5, width: 6, channels: 4, out: 2, stride: 1, size: 1, padding: 0 },
  { n: 8, height: 5, width: 4, channels: 6, out: 9, stride: 1, size: 3, padding: 1, groups: 3 },
  // As two ops: few places, many weights.
  { n: 1, height: 1, width: 2, channels: 16, out: 8, stride: 1, size: 3, padding: 1 },
  { n: 1, height: 3, width: 3, channels: 8, out: 4, stride: 2, size: 3, padding: 1 },
])(
  'convolution and batch norm by running statistics equal the two in turn, and leave nothing: %o',
  ({ n, height, width, channels, out, stride, size, padding, groups = 1 }) => {
    tf.tidy(() => {
      const x = randomNormal([n, height, width, channels], [1, 2]);
      const kernel = randomNormal([size, size, channels / groups, out], [3, 4]);
      const [gamma, beta, mean] = [5, 7, 9].map((seed) => randomNormal([out], [seed, seed + 1]));
      const variance = tf.square(randomNormal([out], [11, 12]));
      const batchNorm = { gamma: gamma!, beta: beta!, mean: mean!, variance };
      const before = tf.memory().numTensors;
      const y = conv2dBatchNorm(x, kernel, batchNorm, EPSILON, { stride, padding });
      expect(tf.memory().numTensors).toBe(before + 1);
      const convolved = conv2d(x, kernel, { stride, padding });
      // A channel that hardly varies is multiplied by up to 316, and so is what float32 leaves out.
      expectClose(y, batchNormInference(convolved, batchNorm, EPSILON), 2e-4);
    });
  },
);
