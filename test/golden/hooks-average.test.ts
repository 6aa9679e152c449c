import { expect, test } from 'vitest';
import { createRng, type StateArray, type StateDict } from '../../src/core/index.ts';
import {
  averageDecay,
  WeightAverage,
  type WeightAverageOptions,
} from '../../src/learner/hooks/weight-average.ts';
import { custom, Model, type Network } from '../../src/nn/index.ts';
import { goldenCases } from '../support/golden.ts';
import { expectNoLeaks } from '../support/made-batches.ts';

type Nested = number | readonly Nested[];
type Values = Readonly<Record<string, Nested>>;

interface Rule {
  readonly decay: number;
  readonly use_warmup: boolean;
  readonly warmup_gamma: number;
  readonly warmup_power: number;
  readonly min_decay: number;
  readonly update_after_step: number;
}

interface Average extends Rule {
  readonly exclude_buffers: boolean;
  readonly step_given: boolean;
  readonly initial: Values;
  readonly updates: readonly Values[];
}

const optionsOf = (rule: Rule): WeightAverageOptions => ({
  warmup: rule.use_warmup,
  warmupGamma: rule.warmup_gamma,
  warmupPower: rule.warmup_power,
  minDecay: rule.min_decay,
  updateAfterStep: rule.update_after_step,
});

const shapeOf = (value: Nested): readonly number[] =>
  typeof value === 'number' ? [] : [value.length, ...shapeOf(value[0]!)];

const flat = (value: Nested): readonly number[] =>
  typeof value === 'number' ? [value] : value.flatMap(flat);

/** Counts of batches are integers of PyTorch's own. */
const floats = (values: Values): readonly (readonly [string, Nested])[] =>
  Object.entries(values).filter(([, value]) => typeof value !== 'number');

const stateOf = (values: Values): StateDict =>
  new Map(
    floats(values).map(([name, value]): [string, StateArray] => [
      name,
      { shape: shapeOf(value), data: Float32Array.from(flat(value)) },
    ]),
  );

/** Returns a network that has nothing but weights of these names and shapes. */
function networkOf(values: Values): Network {
  const specs = floats(values).map(([name, value]) => ({
    name,
    shape: shapeOf(value),
    role: 'weight' as const,
    initial: { kind: 'constant', value: 0 } as const,
  }));
  const isBuffer = ({ name }: { readonly name: string }) => name.includes('running');
  const parameters = specs.filter((spec) => !isBuffer(spec));
  const spec = { ...custom({ name: 'made', parameters }, (x) => x), buffers: specs.filter(isBuffer) };
  return { name: 'made', outputs: 2, stages: [{ name: 'made', path: [], spec, isHead: false }] };
}

const closeTo = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5) as number);

const casesOf = (kind: string) => goldenCases('hooks').filter(([, golden]) => golden.kind === kind);

test.each([
  ['ema', 9],
  ['ema_decay', 5],
])('there are cases of %s', (kind, count) => {
  expect(casesOf(kind)).toHaveLength(count);
});

test.each(casesOf('ema_decay'))('%s', (_, { inputs, expected }) => {
  const { steps, ...rule } = inputs as unknown as Rule & { readonly steps: readonly number[] };
  const decays = steps.map((step) => averageDecay(rule.decay, step, optionsOf(rule)));
  expect(decays).toEqual((expected as readonly number[]).map((decay) => expect.closeTo(decay, 7) as number));
});

test.each(casesOf('ema'))('%s', (_, { inputs, expected }) => {
  const {
    initial,
    updates,
    exclude_buffers: excludeBuffers,
    step_given,
    ...rule
  } = inputs as unknown as Average;
  const { decay: decays, averages } = expected as {
    readonly decay: readonly number[];
    readonly averages: readonly Values[];
  };
  expectNoLeaks(() => {
    using model = new Model(networkOf(initial), createRng(1));
    model.load(stateOf(initial));
    using average = new WeightAverage(model.copy());
    updates.forEach((values, i) => {
      model.load(stateOf(values));
      const decay = step_given ? averageDecay(rule.decay, i + 1, optionsOf(rule)) : rule.decay;
      expect(decay).toBeCloseTo(decays[i]!, 7);
      average.add(model, decay, { excludeBuffers });
      const weights = average.average.weights();
      for (const [name, value] of floats(averages[i]!))
        expect([...weights.get(name)!.data]).toEqual(closeTo(flat(value)));
    });
  });
});
