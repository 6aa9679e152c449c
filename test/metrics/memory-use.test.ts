import { expect, test } from 'vitest';
import { tf } from '../../src/engine/index.ts';
import { memoryUse } from '../../src/metrics/index.ts';

test('reports the current resident memory and number of tensors', () => {
  const resident = [7, 9];
  const use = () => memoryUse({ residentBytes: () => resident.shift() ?? NaN });
  const before = tf.memory().numTensors;
  expect(use()).toEqual({ rssBytes: 7, tensors: before });
  const tensors = [tf.scalar(1), tf.scalar(2)];
  expect(use()).toEqual({ rssBytes: 9, tensors: before + 2 });
  tf.dispose(tensors);
  expect(tf.memory().numTensors).toBe(before);
});
