import { expect, test } from 'vitest';
import { createRng } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import {
  adam,
  Model,
  sgd,
  trainState,
  xresnet,
  type Optimizer,
  type TrainableParameter,
} from '../../src/nn/index.ts';
import { expectNoLeaks } from '../support/made-batches.ts';

const network = xresnet({ name: 'small', outputs: 2, blocks: [1], expansion: 1, stem: [4, 4, 64], widen: 0.125 }); // prettier-ignore
const rng = createRng(1);
const idle: Optimizer = {
  apply: () => {},
  reset: () => {},
  save: () => new Map(),
  restore: () => {},
  [Symbol.dispose]: () => {},
};

test('the optimizer receives all parameters in order, with decay and group', () => {
  const received: TrainableParameter[] = [];
  const optimizer = (parameters: readonly TrainableParameter[]): Optimizer => {
    received.push(...parameters);
    return idle;
  };
  using state = trainState(network, { optimizer, rng, groups: (name) => (name.startsWith('8.') ? 1 : 0) });
  expect(received.map(({ name }) => name)).toEqual([...state.model.parameters.keys()]);
  for (const { name, variable } of received) expect(variable).toBe(state.model.variable(name));
  const groupOf = Object.fromEntries(received.map(({ name, group }) => [name, group]));
  expect(groupOf).toMatchObject({ '0.0.weight': 0, '8.weight': 1, '8.bias': 1 });
  expect(received.filter(({ group }) => group === 1)).toHaveLength(2);
  const kernels = received.filter(({ variable: { shape } }) => shape.length > 1);
  expect(received.filter(({ decays }) => decays)).toEqual(kernels);
  expect(kernels.length).toBeLessThan(received.length);
});

test('all parameters are in one group by default', () => {
  const groups = new Set<number>();
  const optimizer = (parameters: readonly TrainableParameter[]): Optimizer => {
    for (const { group } of parameters) groups.add(group);
    return idle;
  };
  trainState(network, { optimizer, rng })[Symbol.dispose]();
  expect(groups).toEqual(new Set([0]));
});

test('the initial weights depend only on the seed, not on the optimizer', () => {
  using state = trainState(network, { optimizer: adam(), rng });
  using model = new Model(network, rng);
  expect(state.model.weights()).toEqual(model.weights());
});

test('the optimizer updates the model', () => {
  using state = trainState(network, { optimizer: sgd(), rng });
  const bias = () => [...state.model.weights().get('8.bias')!.data];
  expect(bias()).toEqual([0, 0]);
  tf.tidy(() => {
    const gradients = [...state.model.parameters.values()].map(({ shape }) => tf.ones([...shape]));
    state.optimizer.apply(gradients, { learningRates: [0.5], momentum: 0 });
  });
  expect(bias()).toEqual([-0.5, -0.5]);
});

test.each([
  ['unused', () => {}],
  [
    'after a step that created averages',
    ({ model, optimizer }: ReturnType<typeof trainState>) =>
      tf.tidy(() => {
        const gradients = [...model.parameters.values()].map(({ shape }) => tf.ones([...shape]));
        optimizer.apply(gradients, { learningRates: [0.5], momentum: 0.9 });
      }),
  ],
])('disposed %s, leaks no tensor', (_, use) => {
  expectNoLeaks(() => {
    using state = trainState(network, { optimizer: adam(), rng });
    use(state);
  });
});

test('frees the model if creating the optimizer throws', () => {
  expectNoLeaks(() => {
    const optimizer = (): never => {
      throw new Error('no optimizer today');
    };
    expect(() => trainState(network, { optimizer, rng })).toThrow('no optimizer today');
  });
});
