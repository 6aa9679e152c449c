import { expect, test } from 'vitest';
import { tf } from '../../../src/engine/index.ts';
import { dropout } from '../../../src/nn/index.ts';
import { dropout as passesOf } from '../../../src/nn/layers/dropout.ts';
import { trainingPassOf } from '../../support/training-pass-of.ts';

const passes = passesOf(dropout(0.25));
const COUNT = 10_000;

test('dropout zeroes a fraction of the values, scales the others, and passes their gradients on', () => {
  tf.tidy(() => {
    const [y, pullback] = passes.train(tf.fill([COUNT], 3), trainingPassOf());
    const values = [...y.dataSync()];
    expect(new Set(values)).toEqual(new Set([0, 4]));
    expect(values.filter((value) => value === 0).length / COUNT).toBeCloseTo(0.25, 1);
    const gradient = [...pullback(tf.fill([COUNT], 0.75), true)!.dataSync()];
    expect(gradient).toEqual(values.map((value) => value / 4));
  });
});

test('dropout draws the same values for the same seed, and others for another', () => {
  tf.tidy(() => {
    const drawn = (seed: number): readonly number[] => {
      const pass = trainingPassOf(undefined, { seed: () => tf.tensor1d([seed, 2], 'int32') });
      return [...passes.train(tf.ones([COUNT]), pass)[0].dataSync()];
    };
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });
});

test('dropout changes nothing in evaluation mode, nor in a pass without random numbers', () => {
  tf.tidy(() => {
    const x = tf.ones([COUNT]);
    expect(passes.infer(x, { value: () => x, once: (_, make) => make() })).toBe(x);
    const [y, pullback] = passes.train(x, trainingPassOf(undefined, { isRandom: false }));
    expect(y).toBe(x);
    expect(pullback(x, true)).toBe(x);
  });
});
