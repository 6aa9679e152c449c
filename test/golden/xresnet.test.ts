import { expect, test } from 'vitest';
import { createRng } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import {
  architectures,
  Model,
  parameterCount,
  type Initial,
  parametersOf,
  type ParameterSpec,
} from '../../src/nn/index.ts';
import { goldenCases } from '../support/golden.ts';

interface Inputs {
  readonly arch: string;
  readonly n_out: number;
}

interface Expected {
  readonly total_params: Readonly<Record<string, number>>;
  readonly params?: readonly (readonly [string, number[], string, boolean])[];
  readonly bn_layers?: number;
  readonly stage_output?: Readonly<Record<string, readonly (readonly [string, number[]])[]>>;
}

const architecture = (name: string) => {
  const found = architectures[name];
  if (found === undefined) throw new Error(`no architecture named ${name}`);
  return found;
};

test.each(goldenCases('xresnet'))('%s', (_, { kind, inputs, expected }) => {
  expect(kind).toBe('architecture');
  const { arch, n_out: outputs } = inputs as unknown as Inputs;
  const { total_params: totals, params, bn_layers: batchNorms, stage_output: shapes } = expected as Expected;
  const network = architecture(arch)({ outputs });

  for (const [count, total] of Object.entries(totals))
    expect(parameterCount(architecture(arch)({ outputs: Number(count) }))).toBe(total);
  if (params !== undefined) expect(parametersOf(network).parameters.map(asFastai)).toEqual(params);
  if (batchNorms !== undefined) expect(parametersOf(network).buffers).toHaveLength(2 * batchNorms);
  using model = new Model(network, createRng(0));
  for (const [size, stages] of Object.entries(shapes ?? {}))
    expect(stageShapes(model, Number(size))).toEqual(stages);
});

/** Returns a parameter in the format of the reference table: PyTorch's axes, the kind of initialization, whether it decays. */
function asFastai({ name, shape, initial, role }: ParameterSpec): [string, number[], string, boolean] {
  const [a = 0, b = 0, c = 0, d = 0] = shape;
  const axes = shape.length === 4 ? [d, c, a, b] : shape.length === 2 ? [b, a] : [...shape];
  if (initial.kind === 'normal') {
    const fanIn = axes.slice(1).reduce((product, n) => product * n, 1);
    expect(initial.deviation).toBeCloseTo(Math.sqrt(2 / fanIn), 12);
  }
  return [name, axes, initialName(initial), role === 'weight'];
}

const initialName = (initial: Initial): string =>
  initial.kind === 'normal' ? 'normal' : initial.value === 1 ? 'ones' : 'zeros';

/** Returns the shape after every stage by fastai's name; fastai's average pool keeps an image of one pixel. */
function stageShapes(model: Model, size: number): (readonly [string, readonly number[]])[] {
  const images = tf.zeros([1, size, size, 3]);
  const activations = model.activations(images as Tensor4D);
  const shapes = activations.map(([name, { shape }]) => [name, shape] as const);
  tf.dispose([images, ...activations.map(([, output]) => output)]);
  return shapes.map(([name, shape]) => [name, name === 'avgpool' ? [1, 1, 1, shape[1] ?? 0] : shape]);
}
