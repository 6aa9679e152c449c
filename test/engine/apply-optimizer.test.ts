import { expect, test } from 'vitest';
import {
  adamNumbers,
  applyAdam,
  applyGradientDescent,
  applyMomentum,
  Scalars,
  tf,
  Variable,
  type Tensor,
} from '../../src/engine/index.ts';

const shapes = [[], [1], [7], [3, 1, 5], [2, 3, 1, 3]];

/** Distinct numbers in −1..1. */
const wave = (shape: readonly number[], phase: number): Float32Array =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1 + 3 * i + phase));

function variableOf(shape: readonly number[], data: Float32Array): Variable {
  const value = tf.tensor(data, [...shape], 'float32');
  const variable = new Variable(value);
  value.dispose();
  return variable;
}

function valuesOf(variable: Variable): readonly number[] {
  const value = variable.read();
  const values = [...value.dataSync()];
  value.dispose();
  return values;
}

const close = (values: Iterable<number>, digits = 6): number[] =>
  Array.from(values, (value) => expect.closeTo(value, digits) as number);

function withGradient(
  shape: readonly number[],
  phase: number,
  use: (gradient: Tensor, scalars: Scalars) => void,
): Float32Array {
  const data = wave(shape, phase);
  const gradient = tf.tensor(data, [...shape], 'float32');
  using scalars = new Scalars();
  use(gradient, scalars);
  gradient.dispose();
  return data;
}

test.each(shapes.map((shape) => [shape]))('in-place Adam on %j equals Adam in plain arithmetic', (shape) => {
  const before = tf.memory().numTensors;
  const start = wave(shape, 0);
  const [variable, mean, square] = [start, start.map(() => 0), start.map(() => 0)].map((data) =>
    variableOf(shape, data),
  ) as [Variable, Variable, Variable];
  const p = [...start];
  const m = p.map(() => 0);
  const v = p.map(() => 0);
  for (let step = 1; step <= 5; step++) {
    const [lr, beta1, beta2, eps] = [0.1 / step, 1 - 0.1 * step, 0.99, 1e-2];
    const g = withGradient(shape, step, (gradient, scalars) => {
      const adamStep = { learningRate: lr, momentum: beta1, squareMomentum: beta2, epsilon: eps, step };
      const numbers = adamNumbers(adamStep).map((number) => scalars.of(number));
      applyAdam(variable, mean, square, gradient, numbers);
    });
    g.forEach((gradient, i) => {
      m[i] = beta1 * m[i]! + (1 - beta1) * gradient;
      v[i] = beta2 * v[i]! + (1 - beta2) * gradient ** 2;
      p[i]! -= (lr * (m[i] / (1 - beta1 ** step))) / (Math.sqrt(v[i] / (1 - beta2 ** step)) + eps);
    });
  }
  expect(valuesOf(variable)).toEqual(close(p, 5));
  expect(valuesOf(mean)).toEqual(close(m));
  expect(valuesOf(square)).toEqual(close(v));
  for (const each of [variable, mean, square]) each[Symbol.dispose]();
  expect(tf.memory().numTensors).toBe(before);
});

test.each(shapes.map((shape) => [shape]))('in-place momentum on %j equals plain arithmetic', (shape) => {
  const start = wave(shape, 0);
  const variable = variableOf(shape, start);
  const velocity = variableOf(
    shape,
    start.map(() => 0),
  );
  const p = [...start];
  const u = p.map(() => 0);
  for (let step = 1; step <= 4; step++) {
    const momentum = 0.5 + 0.1 * step;
    const g = withGradient(shape, step, (gradient, scalars) =>
      applyMomentum(variable, velocity, gradient, scalars.of(0.1), scalars.of(momentum)),
    );
    g.forEach((gradient, i) => {
      u[i] = momentum * u[i]! + gradient;
      p[i]! -= 0.1 * u[i];
    });
  }
  expect(valuesOf(variable)).toEqual(close(p));
  expect(valuesOf(velocity)).toEqual(close(u));
  for (const each of [variable, velocity]) each[Symbol.dispose]();
});

test.each(shapes.map((shape) => [shape]))(
  'gradient descent and scaling on %j equal plain arithmetic',
  (shape) => {
    const before = tf.memory().numTensors;
    const start = wave(shape, 0);
    using variable = variableOf(shape, start);
    const g = withGradient(shape, 2, (gradient, scalars) => {
      variable.scale(scalars.of(0.75));
      applyGradientDescent(variable, gradient, scalars.of(0.5));
    });
    expect(valuesOf(variable)).toEqual(close(start.map((value, i) => 0.75 * value - 0.5 * g[i]!)));
    variable[Symbol.dispose]();
    expect(tf.memory().numTensors).toBe(before);
  },
);

test('an update does not change a value read before it', () => {
  using variable = variableOf([2], Float32Array.of(1, 2));
  const read = variable.read();
  withGradient([2], 0, (gradient, scalars) => {
    variable.scale(scalars.of(3));
    applyGradientDescent(variable, gradient, scalars.of(1));
  });
  expect([...read.dataSync()]).toEqual([1, 2]);
  read.dispose();
});
