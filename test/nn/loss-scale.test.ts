import { describe, expect, test } from 'vitest';
import { tf } from '../../src/engine/index.ts';
import { initialLossScale, nextLossScale, unscale } from '../../src/nn/loss-scale.ts';

describe('unscale', () => {
  test('divides gradients, keeps null for frozen parameters, and leaks no tensor', () => {
    const before = tf.memory().numTensors;
    const gradients = unscale([tf.tensor1d([8, -4]), null], 4);
    expect(tf.memory().numTensors).toBe(before + 1);
    expect([...(gradients?.[0]?.dataSync() ?? [])]).toEqual([2, -1]);
    expect(gradients?.[1]).toBeNull();
    tf.dispose(gradients?.[0] ?? []);
  });

  test.each([Infinity, NaN])('%d: null, and no tensor is left', (value) => {
    const before = tf.memory().numTensors;
    expect(unscale([tf.tensor1d([1]), tf.tensor1d([value])], 4)).toBeNull();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('nextLossScale', () => {
  test('halves after gradients that are not finite, and counts the others', () => {
    expect(nextLossScale({ value: 4, steps: 7 }, false)).toEqual({ value: 2, steps: 0 });
    expect(nextLossScale({ value: 4, steps: 7 }, true)).toEqual({ value: 4, steps: 8 });
  });

  test('doubles after 2,000 steps', () => {
    expect(nextLossScale({ ...initialLossScale, steps: 1999 }, true)).toEqual({ value: 2 ** 17, steps: 0 });
  });
});
