import { describe, expect, test } from 'vitest';
import { createRng, MillraceError, type StateDict } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import {
  adam,
  Model,
  noLoss,
  restore,
  sgd,
  snapshot,
  startFit,
  trainState,
  xresnet,
  type HookMemory,
  type Optimizer,
  type TrainableParameter,
  type TrainState,
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

describe('snapshot', () => {
  const stepOf = ({ model, optimizer }: TrainState): void => {
    tf.tidy(() => {
      const gradients = [...model.parameters.values()].map(({ shape }) => tf.ones([...shape]));
      optimizer.apply(gradients, { learningRates: [0.1], momentum: 0.9 });
    });
  };
  /** What a hook keeps: one number. */
  class Count implements HookMemory {
    value = 0;
    save = () => new Map([['value', { shape: [], data: Float32Array.of(this.value) }]]);
    restore = (arrays: StateDict): void => {
      this.value = arrays.get('value')!.data[0]!;
    };
    [Symbol.dispose](): void {
      this.value = NaN;
    }
  }

  test('restored, training continues as if it had not been interrupted', () => {
    using one = trainState(network, { optimizer: adam(), rng });
    using other = trainState(network, { optimizer: adam(), rng: createRng(2) });
    stepOf(one);
    one.position = { phase: 1, epoch: 2, step: 3 };
    one.scalars = {
      steps: 7,
      updates: 6,
      smoothLoss: { value: 1, count: 2, sum: 3 },
      lossScale: { value: 4, steps: 5 },
    };
    one.memory.of('patience', () => new Count()).value = 6;
    const taken = snapshot(one);
    expect(JSON.parse(JSON.stringify({ ...taken, arrays: [] }))).toEqual({ ...taken, arrays: [] });
    restore(other, taken);
    expect(snapshot(other)).toEqual(taken);
    stepOf(one);
    stepOf(other);
    expect(other.model.weights()).toEqual(one.model.weights());
    expect(other.memory.of('patience', () => new Count()).value).toBe(6);
    expect(snapshot(other)).toEqual(snapshot(one));
  });

  test('of another network, optimizer or version is rejected', () => {
    using state = trainState(network, { optimizer: adam(), rng });
    using other = trainState(network, { optimizer: sgd(), rng });
    stepOf(state);
    const taken = snapshot(state);
    expect(() => restore(other, taken)).toThrow(MillraceError);
    expect(() => restore(state, { ...taken, version: 2 as 1 })).toThrow(/snapshot.*version 1.*2/);
    expect(() => restore(state, { ...taken, arrays: new Map() })).toThrow(MillraceError);
  });

  test('startFit resets the numbers of the fit only', () => {
    using state = trainState(network, { optimizer: adam(), rng });
    stepOf(state);
    const { arrays } = snapshot(state);
    state.scalars = { ...state.scalars, steps: 9 };
    startFit(state);
    expect(state.scalars).toEqual({
      steps: 0,
      updates: 0,
      smoothLoss: noLoss,
      lossScale: { value: 2 ** 16, steps: 0 },
    });
    expect(snapshot(state).arrays).toEqual(arrays);
  });

  test('memories are made once, and freed with the state', () => {
    const state = trainState(network, { optimizer: adam(), rng });
    const count = state.memory.of('patience', () => new Count());
    expect(state.memory.of('patience', () => new Count())).toBe(count);
    state[Symbol.dispose]();
    expect(count.value).toBeNaN();
  });
});
