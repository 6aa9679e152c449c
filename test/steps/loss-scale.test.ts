import { describe, expect, test } from 'vitest';
import { tf } from '../../src/engine/index.ts';
import { initialLossScale, unscaled } from '../../src/steps/loss-scale.ts';

describe('unscaled', () => {
  test('gradients become what they are, frozen ones stay null; nothing else is left', () => {
    const scale = { value: 4, steps: 7 };
    const before = tf.memory().numTensors;
    const gradients = unscaled([tf.tensor1d([8, -4]), null], scale);
    expect(tf.memory().numTensors).toBe(before + 1);
    expect([...(gradients?.[0]?.dataSync() ?? [])]).toEqual([2, -1]);
    expect(gradients?.[1]).toBeNull();
    expect(scale).toEqual({ value: 4, steps: 8 });
    tf.dispose(gradients?.[0] ?? []);
  });

  test.each([Infinity, NaN])('%d: the step is left out, and the scale halved', (value) => {
    const scale = { value: 4, steps: 7 };
    const before = tf.memory().numTensors;
    expect(unscaled([tf.tensor1d([1]), tf.tensor1d([value])], scale)).toBeNull();
    expect(tf.memory().numTensors).toBe(before);
    expect(scale).toEqual({ value: 2, steps: 0 });
  });

  test('after 2,000 steps it is doubled', () => {
    const scale = { ...initialLossScale(), steps: 1999 };
    unscaled([null], scale);
    expect(scale).toEqual({ value: 2 ** 17, steps: 0 });
  });
});
