import { describe, expect, test } from 'vitest';
import { tf } from '../../src/engine/index.ts';
import { initialLossScale, unscale } from '../../src/steps/loss-scale.ts';

describe('unscale', () => {
  test('divides gradients, keeps null for frozen parameters, and leaks no tensor', () => {
    const scale = { value: 4, steps: 7 };
    const before = tf.memory().numTensors;
    const gradients = unscale([tf.tensor1d([8, -4]), null], scale);
    expect(tf.memory().numTensors).toBe(before + 1);
    expect([...(gradients?.[0]?.dataSync() ?? [])]).toEqual([2, -1]);
    expect(gradients?.[1]).toBeNull();
    expect(scale).toEqual({ value: 4, steps: 8 });
    tf.dispose(gradients?.[0] ?? []);
  });

  test.each([Infinity, NaN])('%d: skips the step and halves the scale', (value) => {
    const scale = { value: 4, steps: 7 };
    const before = tf.memory().numTensors;
    expect(unscale([tf.tensor1d([1]), tf.tensor1d([value])], scale)).toBeNull();
    expect(tf.memory().numTensors).toBe(before);
    expect(scale).toEqual({ value: 2, steps: 0 });
  });

  test('doubles the scale after 2,000 steps', () => {
    const scale = { ...initialLossScale(), steps: 1999 };
    unscale([null], scale);
    expect(scale).toEqual({ value: 2 ** 17, steps: 0 });
  });
});
