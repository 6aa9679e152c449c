import { afterAll, beforeAll, expect, test } from 'vitest';
import { tf, Variable, type Tensor } from '../../src/engine/index.ts';
import {
  adam,
  decays,
  lamb,
  radam,
  ranger,
  rmsProp,
  sgd,
  type Optimizer,
  type TrainableParameter,
} from '../../src/nn/optimizers/index.ts';
import type { ParameterSpec } from '../../src/nn/index.ts';
import { goldenCases, type GoldenCase } from '../support/golden.ts';

type Nested = number | readonly Nested[];
interface Shaped {
  readonly shape: number[];
  readonly data: readonly number[];
}

const TOLERANCE = 1e-5;

const factories = { Adam: adam, SGD: sgd, RMSProp: rmsProp, RAdam: radam, Lamb: lamb, ranger };

/** Options by fastai's names; the learning rate of each step replaces the constructor's. */
const options = {
  mom: 'mom',
  sqr_mom: 'sqrMom',
  eps: 'eps',
  wd: 'wd',
  decouple_wd: 'decoupleWd',
  k: 'k',
  alpha: 'alpha',
} as const;

function create(name: string, args: object, parameters: readonly TrainableParameter[]): Optimizer {
  if (!(name in factories)) throw new Error(`unknown optimizer: ${name}`);
  const entries = Object.entries(args)
    .filter(([key]) => key !== 'lr')
    .map(([key, value]) => {
      if (!(key in options)) throw new Error(`unknown argument: ${key}`);
      return [options[key as keyof typeof options], value as unknown];
    });
  return factories[name as keyof typeof factories](Object.fromEntries(entries) as object)(parameters);
}

function variableOf(values: Nested | Shaped): Variable {
  const tensor =
    typeof values === 'object' && 'data' in values
      ? tf.tensor([...values.data], values.shape, 'float32')
      : tf.tensor(values, undefined, 'float32');
  const variable = new Variable(tensor);
  tensor.dispose();
  return variable;
}

function tensorOf(values: Nested | Shaped): Tensor {
  using variable = variableOf(values);
  return variable.read();
}

function expectClose(received: ArrayLike<number>, expected: Nested | Shaped, what: string): void {
  const flat =
    typeof expected === 'object' && 'data' in expected ? expected.data : [expected].flat(Infinity as 9);
  expect(received.length).toBe(flat.length);
  flat.forEach((value, i) => {
    expect(Math.abs(received[i]! - (value as number)), `${what} [${i}]`).toBeLessThan(TOLERANCE);
  });
}

function expectVariable(variable: Variable, expected: Nested | Shaped, what: string): void {
  const value = variable.read();
  expectClose(value.dataSync(), expected, what);
  value.dispose();
}

function steps({ inputs, expected }: GoldenCase): void {
  const { optimizer, args, params, hypers, grads } = inputs as unknown as {
    optimizer: string;
    args: object;
    params: Nested[];
    hypers: { lr: number; mom: number }[];
    grads: (Nested | null)[][];
  };
  const { params: expectedParams, state } = expected as {
    params: Nested[][];
    state: Record<string, Nested>[];
  };
  const parameters = params.map((values, i) => ({
    name: `p${i}`,
    variable: variableOf(values),
    decays: true,
    group: 0,
  }));
  const optimization = create(optimizer, args, parameters);
  hypers.forEach((hyper, t) => {
    expect(Object.keys(hyper).sort()).toEqual(['lr', 'mom']);
    const gradients = grads[t]!.map((gradient) => (gradient === null ? null : tensorOf(gradient)));
    optimization.apply(gradients, { learningRates: [hyper.lr], momentum: hyper.mom });
    for (const gradient of gradients) gradient?.dispose();
    parameters.forEach(({ variable }, i) =>
      expectVariable(variable, expectedParams[t]![i]!, `step ${t} of p${i}`),
    );
  });
  const saved = optimization.save();
  state.forEach((values, i) => {
    for (const [key, value] of Object.entries(values))
      expectClose(saved.get(`p${i}/${key}`)!.data, value, `p${i}/${key}`);
  });
  optimization[Symbol.dispose]();
  for (const { variable } of parameters) variable[Symbol.dispose]();
}

const roles: Readonly<Record<string, ParameterSpec['role']>> = {
  'conv kernel': 'weight',
  'dense kernel': 'weight',
  'conv bias': 'bias',
  'dense bias': 'bias',
  'batch norm gamma': 'batch-norm',
  'batch norm beta': 'batch-norm',
};

function weightDecayMask({ inputs, expected }: GoldenCase): void {
  const { optimizer, wd_bn_bias, lr, mom, parameters, ...args } = inputs as unknown as {
    optimizer: string;
    wd_bn_bias: boolean;
    lr: number;
    mom: number;
    parameters: { name: string; what: string; value: Shaped; grad: Shaped }[];
  };
  const { decayed, after_one_step } = expected as { decayed: boolean[]; after_one_step: Shaped[] };
  const trainState = parameters.map(({ name, what, value }) => {
    const role = roles[what];
    if (role === undefined) throw new Error(`unknown sort of parameter: ${what}`);
    return { name, variable: variableOf(value), decays: decays(role, wd_bn_bias), group: 0 };
  });
  expect(trainState.map((parameter) => parameter.decays)).toEqual(decayed);
  const optimization = create(optimizer, args, trainState);
  const gradients = parameters.map(({ grad }) => tensorOf(grad));
  optimization.apply(gradients, { learningRates: [lr], momentum: mom });
  trainState.forEach(({ name, variable }, i) => expectVariable(variable, after_one_step[i]!, name));
  tf.dispose(gradients);
  optimization[Symbol.dispose]();
  for (const { variable } of trainState) variable[Symbol.dispose]();
}

const kinds: Readonly<Record<string, (golden: GoldenCase) => void>> = {
  steps,
  weight_decay_mask: weightDecayMask,
};

let tensors: number;
beforeAll(() => {
  tensors = tf.memory().numTensors;
});
afterAll(() => expect(tf.memory().numTensors).toBe(tensors));

test.each(goldenCases('optimizers'))('%s', (_, golden) => {
  const check = kinds[golden.kind];
  if (check === undefined) throw new Error(`unknown kind of case: ${golden.kind}`);
  check(golden);
});
