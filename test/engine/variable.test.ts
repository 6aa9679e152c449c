import { expect, test } from 'vitest';
import { tf, Variable } from '../../src/engine/index.ts';

const made = (...values: readonly number[]): Variable => {
  const tensor = tf.tensor1d([...values]);
  const variable = new Variable(tensor);
  tensor.dispose();
  return variable;
};

const valuesOf = (variable: Variable): readonly number[] => {
  const value = variable.read();
  const values = [...value.dataSync()];
  value.dispose();
  return values;
};

test.each([
  [0, [1, 2]],
  [0.25, [2, 3]],
  [1, [5, 6]],
])('moves %d of the way towards another variable, and leaks no tensor', (fraction, expected) => {
  const before = tf.memory().numTensors;
  {
    using variable = made(1, 2);
    using target = made(5, 6);
    variable.moveTowards(target, fraction);
    expect([valuesOf(variable), valuesOf(target)]).toEqual([expected, [5, 6]]);
    // They do not share values afterwards.
    target.moveTowards(variable, 0.5);
    expect(valuesOf(variable)).toEqual(expected);
  }
  expect(tf.memory().numTensors).toBe(before);
});

test('a copy changes on its own', () => {
  using variable = made(1, 2);
  using copy = variable.copy();
  using target = made(7, 8);
  copy.moveTowards(target, 1);
  expect([valuesOf(variable), valuesOf(copy)]).toEqual([
    [1, 2],
    [7, 8],
  ]);
});
