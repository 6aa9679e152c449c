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
import { expectNothingLeft } from '../support/made-batches.ts';

const network = xresnet({ name: 'small', outputs: 2, blocks: [1], expansion: 1, stem: [4, 4, 64], widen: 0.125 }); // prettier-ignore
const rng = createRng(1);
const idle: Optimizer = {
  apply: () => {},
  reset: () => {},
  save: () => new Map(),
  restore: () => {},
  [Symbol.dispose]: () => {},
};

test('the optimizer is given all parameters in their order: what decays, and of which group', () => {
  const given: TrainableParameter[] = [];
  const optimizer = (parameters: readonly TrainableParameter[]): Optimizer => {
    given.push(...parameters);
    return idle;
  };
  using made = trainState(network, { optimizer, rng, groups: (name) => (name.startsWith('8.') ? 1 : 0) });
  expect(given.map(({ name }) => name)).toEqual([...made.model.parameters.keys()]);
  for (const { name, variable } of given) expect(variable).toBe(made.model.variable(name));
  const groupOf = Object.fromEntries(given.map(({ name, group }) => [name, group]));
  expect(groupOf).toMatchObject({ '0.0.weight': 0, '8.weight': 1, '8.bias': 1 });
  expect(given.filter(({ group }) => group === 1)).toHaveLength(2);
  const kernels = given.filter(({ variable: { shape } }) => shape.length > 1);
  expect(given.filter(({ decays }) => decays)).toEqual(kernels);
  expect(kernels.length).toBeLessThan(given.length);
});

test('by default there is one group', () => {
  const groups = new Set<number>();
  const optimizer = (parameters: readonly TrainableParameter[]): Optimizer => {
    for (const { group } of parameters) groups.add(group);
    return idle;
  };
  trainState(network, { optimizer, rng })[Symbol.dispose]();
  expect(groups).toEqual(new Set([0]));
});

test('the weights are those of the seed, whatever the optimizer', () => {
  using made = trainState(network, { optimizer: adam(), rng });
  using model = new Model(network, rng);
  expect(made.model.weights()).toEqual(model.weights());
});

test('its optimizer trains its model', () => {
  using made = trainState(network, { optimizer: sgd(), rng });
  const bias = () => [...made.model.weights().get('8.bias')!.data];
  expect(bias()).toEqual([0, 0]);
  tf.tidy(() => {
    const gradients = [...made.model.parameters.values()].map(({ shape }) => tf.ones([...shape]));
    made.optimizer.apply(gradients, { learningRates: [0.5], momentum: 0 });
  });
  expect(bias()).toEqual([-0.5, -0.5]);
});

test.each([
  ['unused', () => {}],
  [
    'after a step, when the optimizer has averages',
    ({ model, optimizer }: ReturnType<typeof trainState>) =>
      tf.tidy(() => {
        const gradients = [...model.parameters.values()].map(({ shape }) => tf.ones([...shape]));
        optimizer.apply(gradients, { learningRates: [0.5], momentum: 0.9 });
      }),
  ],
])('disposed %s, nothing is left', (_, use) => {
  expectNothingLeft(() => {
    using made = trainState(network, { optimizer: adam(), rng });
    use(made);
  });
});

test('an optimizer that cannot be made leaves no model behind', () => {
  expectNothingLeft(() => {
    const optimizer = (): never => {
      throw new Error('no optimizer today');
    };
    expect(() => trainState(network, { optimizer, rng })).toThrow('no optimizer today');
  });
});
