import { expect, test } from 'vitest';
import { createRng, MillraceError, normal } from '../../../src/core/index.ts';
import { tf, Variable, type Tensor } from '../../../src/engine/index.ts';
import {
  adam,
  lamb,
  lookahead,
  radam,
  ranger,
  rmsProp,
  sgd,
  type OptimizerFactory,
  type TrainableParameter,
} from '../../../src/nn/optimizers/index.ts';

const all: readonly (readonly [string, OptimizerFactory])[] = [
  ['adam', adam()],
  ['adam, L2', adam({ decoupleWd: false })],
  ['sgd', sgd()],
  ['sgd, momentum and decay', sgd({ mom: 0.9, wd: 0.1 })],
  ['rmsProp', rmsProp({ wd: 0.1 })],
  ['rmsProp, momentum', rmsProp({ mom: 0.9 })],
  ['radam', radam()],
  ['lamb', lamb({ wd: 0.1 })],
  ['ranger', ranger({ k: 2 })],
];

const odd = [[3], [], [5, 1, 2], [1], [7, 3]];

function randomTensor(shape: readonly number[], ...keys: readonly (string | number)[]): Tensor {
  const draw = createRng(1)
    .at(...keys)
    .draws();
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Array.from({ length: size }, () => normal(draw)),
    [...shape],
    'float32',
  );
}

function parametersOf(shapes: readonly number[][], groups: readonly number[] = []): TrainableParameter[] {
  return shapes.map((shape, i) => {
    const value = randomTensor(shape, 'parameter', i);
    const variable = new Variable(value);
    value.dispose();
    return { name: `p${i}`, variable, decays: i % 2 === 0, group: groups[i] ?? 0 };
  });
}

const gradientsOf = (shapes: readonly number[][], seed: number): Tensor[] =>
  shapes.map((shape, i) => randomTensor(shape, 'gradient', seed, i));

function valuesOf(parameters: readonly TrainableParameter[]): number[][] {
  return parameters.map(({ variable }) => {
    const value = variable.read();
    const values = [...value.dataSync()];
    value.dispose();
    return values;
  });
}

const disposeAll = (parameters: readonly TrainableParameter[]) => {
  for (const { variable } of parameters) variable[Symbol.dispose]();
};

const hyper = { learningRates: [0.1], momentum: 0.8 };

function train(factory: OptimizerFactory, steps: number, save?: { at: number }): number[][] {
  const parameters = parametersOf(odd);
  let optimizer = factory(parameters);
  for (let step = 0; step < steps; step++) {
    if (step === save?.at) {
      const state = optimizer.save();
      optimizer[Symbol.dispose]();
      optimizer = factory(parameters);
      optimizer.restore(state);
    }
    const gradients = gradientsOf(odd, step);
    // Some parameters have no gradient in some steps.
    optimizer.apply(
      gradients.map((gradient, i) => ((step + i) % 4 === 3 ? null : gradient)),
      hyper,
    );
    tf.dispose(gradients);
  }
  const values = valuesOf(parameters);
  optimizer[Symbol.dispose]();
  disposeAll(parameters);
  return values;
}

test.each(all)('%s leaks no tensor', (_, factory) => {
  const before = tf.memory().numTensors;
  const parameters = parametersOf(odd);
  const optimizer = factory(parameters);
  const gradients = gradientsOf(odd, 1);
  for (let step = 0; step < 7; step++) optimizer.apply(gradients, hyper);
  optimizer.reset();
  optimizer.apply(gradients, hyper);
  optimizer[Symbol.dispose]();
  optimizer[Symbol.dispose]();
  tf.dispose(gradients);
  disposeAll(parameters);
  expect(tf.memory().numTensors).toBe(before);
});

test.each(all)('%s resumes from a saved state with equal results', (_, factory) => {
  for (const at of [0, 1, 5]) expect(train(factory, 9, { at })).toEqual(train(factory, 9));
});

test.each(all)('%s behaves like a new one after a reset', (_, factory) => {
  const gradients = gradientsOf(odd, 1);
  const parameters = parametersOf(odd);
  const start = valuesOf(parameters);
  const optimizer = factory(parameters);
  optimizer.apply(gradients, hyper);
  const once = valuesOf(parameters);
  optimizer.apply(gradients, hyper);
  optimizer.reset();
  expect(optimizer.save().size).toBe(0);
  parameters.forEach(({ variable }, i) => {
    const value = tf.tensor(start[i]!, odd[i], 'float32');
    variable.assign(value);
    value.dispose();
  });
  optimizer.apply(gradients, hyper);
  expect(valuesOf(parameters)).toEqual(once);
  optimizer[Symbol.dispose]();
  tf.dispose(gradients);
  disposeAll(parameters);
});

test('each group has its own learning rate; a single rate applies to all', () => {
  for (const [learningRates, changes] of [
    [
      [0.5, 2],
      [0.5, 2],
    ],
    [[3], [3, 3]],
  ] as const) {
    const parameters = parametersOf([[2], [2]], [0, 1]);
    const before = valuesOf(parameters);
    const optimizer = sgd()(parameters);
    const one = tf.ones([2]);
    optimizer.apply([one, one], { learningRates, momentum: null });
    valuesOf(parameters).forEach((values, i) =>
      values.forEach((value, j) => expect(before[i]![j]! - value).toBeCloseTo(changes[i]!, 5)),
    );
    one.dispose();
    disposeAll(parameters);
  }
});

test('sgd uses its own momentum if none is scheduled', () => {
  const parameters = parametersOf([[1]]);
  const [[before]] = valuesOf(parameters) as [[number]];
  const optimizer = sgd({ mom: 0.5 })(parameters);
  const one = tf.ones([1]);
  for (let step = 0; step < 3; step++) optimizer.apply([one], { learningRates: [1], momentum: null });
  // The velocity is 1, 1.5, 1.75.
  expect(before - valuesOf(parameters)[0]![0]!).toBeCloseTo(4.25, 5);
  optimizer[Symbol.dispose]();
  one.dispose();
  disposeAll(parameters);
});

test('sgd without momentum ignores a scheduled momentum', () => {
  const parameters = parametersOf([[1]]);
  const [[before]] = valuesOf(parameters) as [[number]];
  const optimizer = sgd()(parameters);
  const one = tf.ones([1]);
  for (let step = 0; step < 3; step++) optimizer.apply([one], { learningRates: [1], momentum: 0.9 });
  expect(before - valuesOf(parameters)[0]![0]!).toBeCloseTo(3, 5);
  one.dispose();
  disposeAll(parameters);
});

test('lookahead with alpha 1 equals its inner optimizer; with alpha 0 it returns to the start every k steps', () => {
  expect(train(lookahead(sgd(), { k: 2, alpha: 1 }), 4)).toEqual(
    train(sgd(), 4).map((values) => values.map((value) => expect.closeTo(value, 5) as number)),
  );
  const parameters = parametersOf(odd);
  const start = valuesOf(parameters);
  disposeAll(parameters);
  expect(train(lookahead(sgd(), { k: 2, alpha: 0 }), 4)).toEqual(start);
});

test('lamb does not scale the step of a zero parameter', () => {
  const zero = tf.zeros([2]);
  const variable = new Variable(zero);
  const optimizer = lamb({ eps: 0 })([{ name: 'p', variable, decays: false, group: 0 }]);
  const one = tf.ones([2]);
  optimizer.apply([one], { learningRates: [0.1], momentum: 0.9 });
  const value = variable.read();
  for (const each of value.dataSync()) expect(each).toBeCloseTo(-0.1, 5);
  optimizer[Symbol.dispose]();
  variable[Symbol.dispose]();
  tf.dispose([value, one, zero]);
});

test('throws for a wrong number of gradients or learning rates', () => {
  const parameters = parametersOf([[2], [2]], [0, 2]);
  const optimizer = sgd()(parameters);
  const one = tf.ones([2]);
  expect(() => optimizer.apply([one], hyper)).toThrow('expected 2 gradients, received 1');
  expect(() => optimizer.apply([null, one], { learningRates: [1, 2], momentum: null })).toThrow(
    'expected a learning rate for group 2 (of p1), received 2 rates',
  );
  one.dispose();
  disposeAll(parameters);
});

test("throws BadData for another optimizer's state and changes nothing", () => {
  const parameters = parametersOf(odd);
  const optimizer = adam()(parameters);
  const gradients = gradientsOf(odd, 1);
  optimizer.apply(gradients, hyper);
  const before = optimizer.save();
  const other = sgd({ mom: 0.9 })(parameters);
  other.apply(gradients, hyper);
  const wrongShape = new Map(
    [...before].map(([name, { data }]) => [name, { shape: [data.length, 1], data }]),
  );
  expect(() => optimizer.restore(other.save())).toThrow(MillraceError);
  expect(() => optimizer.restore(wrongShape)).toThrow(MillraceError);
  expect(() => ranger()(parameters).restore(before)).toThrow('p0/slow_weights');
  expect(optimizer.save()).toEqual(before);
  optimizer[Symbol.dispose]();
  other[Symbol.dispose]();
  tf.dispose(gradients);
  disposeAll(parameters);
});
