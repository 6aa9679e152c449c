import { expect, test } from 'vitest';
import { Scalars, tf } from '../../src/engine/index.ts';

test('there is one tensor per number; a tidy does not free it, disposal does', () => {
  const before = tf.memory().numTensors;
  using scalars = new Scalars();
  const [a, b, again] = tf.tidy(() => [0.5, -3, 0.5].map((value) => scalars.of(value)));
  expect(again).toBe(a);
  expect([a, b].map((tensor) => tensor?.dataSync()[0])).toEqual([0.5, -3]);
  expect(tf.memory().numTensors).toBe(before + 2);
  scalars[Symbol.dispose]();
  expect(tf.memory().numTensors).toBe(before);
});

test('disposing others leaves them usable', () => {
  using scalars = new Scalars();
  const number = scalars.of(2);
  {
    using others = new Scalars();
    expect(others.of(2)).not.toBe(number);
  }
  expect(number.dataSync()[0]).toBe(2);
});
