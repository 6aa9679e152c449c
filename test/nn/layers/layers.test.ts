import { describe, expect, test } from 'vitest';
import { createRng, defaultEngine, valueAt } from '../../../src/core/index.ts';
import { tf, type Tensor, type Tensor2D, type Tensor4D } from '../../../src/engine/index.ts';
import {
  activation,
  averagePooling,
  batchNorm,
  conv,
  convLayer,
  custom,
  dense,
  dropout,
  flatten,
  globalPooling,
  maxPooling,
  Model,
  network,
  parametersOf,
  residual,
  selfAttention,
  sequential,
  squeezeExcite,
  type ForwardOptions,
  type LayerSpec,
  type Network,
} from '../../../src/nn/index.ts';
import { expectClose, randomNormal } from '../../support/close.ts';
import { referenceOf, type CustomFunction, type ReferencePass } from '../../support/reference-network.ts';

const CHANNELS = 4;
const [HEIGHT, WIDTH] = [7, 6];

const functions: Readonly<Record<string, CustomFunction>> = {
  swish: (x, { slope }) => tf.mul(x, tf.sigmoid(tf.mul(x, slope!))),
  halved: (x) => tf.square(tf.mirrorPad(x, [[0, 0], [0, 0], [0, 0], [1, 1]], 'reflect')),
}; // prettier-ignore

const narrow = { inChannels: CHANNELS, outChannels: CHANNELS } as const;

/** Layers that map `[N, HEIGHT, WIDTH, CHANNELS]`; the head pools images and maps features to outputs. */
const cases: readonly (readonly [title: string, layers: readonly LayerSpec[], features?: number])[] = [
  ['conv', [conv({ inChannels: CHANNELS, outChannels: 6, kernelSize: 3 })], 6],
  ['conv of 5×5 with stride 2', [conv({ ...narrow, kernelSize: 5, stride: 2 })]],
  ['conv of 1×1 with stride 2', [conv({ ...narrow, kernelSize: 1, stride: 2 })]],
  ['conv with groups', [conv({ inChannels: CHANNELS, outChannels: 6, kernelSize: 3, groups: 2 })], 6],
  ['conv, batchNorm, relu', [convLayer({ ...narrow, kernelSize: 3, stride: 2 })]],
  ['conv, batchNorm', [convLayer({ ...narrow, kernelSize: 3, activation: null })]],
  ['conv, batchNorm, mish', [convLayer({ ...narrow, kernelSize: 1, activation: 'mish' })]],
  ['conv, relu', [conv({ ...narrow, kernelSize: 3 }), activation('relu')]],
  ['batchNorm', [batchNorm(CHANNELS)]],
  ['batchNorm of features', [globalPooling(), batchNorm(CHANNELS)]],
  ['relu', [activation('relu')]],
  ['mish', [activation('mish')]],
  ['maxPooling', [maxPooling({ size: 3, stride: 2, padding: 1 })]],
  ['averagePooling', [averagePooling({ size: 2, stride: 2 })]],
  ['globalPooling, average', [globalPooling()]],
  ['globalPooling, max', [globalPooling('max')]],
  ['globalPooling, concat', [globalPooling('concat')], 2 * CHANNELS],
  ['flatten', [flatten], HEIGHT * WIDTH * CHANNELS],
  ['flatten of features', [globalPooling(), flatten]],
  ['dense', [globalPooling(), dense({ inFeatures: CHANNELS, outFeatures: 5 })], 5],
  ['dense without bias', [globalPooling(), dense({ inFeatures: CHANNELS, outFeatures: 5, bias: false })], 5],
  ['dropout of probability 0', [dropout(0)]],
  ['sequential without layers', [sequential([])]],
  ['residual', [residual(convLayer({ ...narrow, kernelSize: 3, activation: null }))]],
  [
    'residual with a shortcut and mish',
    [
      residual(
        convLayer({ ...narrow, kernelSize: 3, stride: 2, activation: 'mish' }),
        sequential([averagePooling({ size: 2, stride: 2 }), convLayer({ ...narrow, kernelSize: 1, activation: null })]),
        'mish',
      ),
    ],
  ],
  ['squeezeExcite', [squeezeExcite({ channels: CHANNELS, reduction: 1 })]],
  ['squeezeExcite with mish', [squeezeExcite({ channels: CHANNELS, reduction: 2, activation: 'mish' })]],
  ['selfAttention', [selfAttention(CHANNELS)]],
  [
    'custom with parameters',
    [
      custom(
        {
          name: 'swish',
          parameters: [
            { name: 'slope', shape: [CHANNELS], initial: { kind: 'constant', value: 1 }, role: 'weight' },
          ],
        },
        functions['swish']!,
      ),
    ],
  ],
  [
    'custom with another shape',
    [custom({ name: 'halved', outputShape: ([h = 0, w = 0, c = 0]) => [h, w, c + 2] }, functions['halved']!)],
    CHANNELS + 2,
  ],
]; // prettier-ignore

const isPooled = (layers: readonly LayerSpec[]): boolean =>
  layers.some(({ kind }) => kind === 'globalPooling' || kind === 'flatten');

/** A convolution before the layers shows the gradient of their input. */
const networkOf = (name: string, layers: readonly LayerSpec[], features = CHANNELS): Network =>
  network({
    name,
    outputs: 3,
    body: [
      ['before', conv({ inChannels: 3, outChannels: CHANNELS, kernelSize: 3 })],
      ['layers', sequential(layers)],
    ],
    head: [
      ...(isPooled(layers) ? [] : [['pool', globalPooling()] as const]),
      ['head', dense({ inFeatures: features, outFeatures: 3 })],
    ],
  });

/** Returns a model whose weights all matter: none is 0, scales and singular vectors are positive. */
function modelOf(each: Network): Model {
  const model = new Model(each, createRng(1));
  [...model.parameters, ...model.buffers].forEach(([name, variable], i) => {
    tf.tidy(() => {
      const values = randomNormal(variable.shape, [7, i]);
      const isPositive = /running_var|conv\.weight_/.test(name);
      variable.assign(isPositive ? tf.add(tf.abs(values), 0.3) : tf.mul(values, 0.5));
    });
  });
  return model;
}

const imagesOf = (seed = 3): Tensor4D => randomNormal([3, HEIGHT, WIDTH, 3], [seed, 5]) as Tensor4D;

const read = (model: Model): ReadonlyMap<string, Tensor> =>
  new Map([...model.parameters, ...model.buffers].map(([name, variable]) => [name, variable.read()]));

const gradientsOf = (model: Model, options: ForwardOptions): readonly (Tensor | null)[] => {
  const { logits, backward } = model.forward(imagesOf(), options);
  return backward(logits);
};

/** Expects equal tensors, up to rounding of the greatest value. */
function expectSame(name: string, actual: Tensor | null, expected: Tensor): void {
  expect([name, actual?.shape]).toEqual([name, expected.shape]);
  const scale = tf.max(tf.abs(expected)).dataSync<'float32'>()[0]!;
  expectClose(actual!, expected, 2e-5 * Math.max(scale, 0.1));
}

test('every kind of layer has a case', () => {
  const kinds = [
    'activation', 'averagePooling', 'batchNorm', 'conv', 'custom', 'dense', 'dropout', 'flatten', 'globalPooling',
    'maxPooling', 'residual', 'selfAttention', 'sequential', 'squeezeExcite',
  ] as const satisfies readonly LayerSpec['kind'][]; // prettier-ignore
  // An error of the compiler here: a kind is missing in the list.
  const all: readonly (typeof kinds)[number][] = [] as readonly LayerSpec['kind'][];
  const tested = new Set(cases.flatMap(([, layers]) => layers.map(({ kind }) => kind)));
  expect([...tested, ...all].sort()).toEqual(kinds);
});

describe.each(cases.map(([title, layers, features]) => ({ title, layers, features })))('$title', (given) => {
  const { title, layers, features } = given;
  const each = networkOf(title, layers, features);

  test('infers what a reference infers', () => {
    using model = modelOf(each);
    tf.tidy(() => {
      const pass: ReferencePass = { weights: read(model), isTraining: false, functions };
      const images = imagesOf();
      expectSame('logits', model.infer(images), referenceOf(each, images, pass));
    });
  });

  test.each([
    ['as a graph', false],
    ['op by op', true],
  ])('trains as a reference trains, %s', (_, opByOp) => {
    using model = modelOf(each);
    tf.tidy(() => {
      const { parameters } = parametersOf(each);
      const names = parameters.map(({ name }) => name);
      const weights = read(model);
      const images = imagesOf();
      const buffers = new Map<string, Tensor>();
      const logits = referenceOf(each, images, { weights, isTraining: true, buffers, functions });
      const dLogits = randomNormal(logits.shape, [9, 9]) as Tensor2D;
      const expected = tf.grads((...values: Tensor[]) =>
        referenceOf(each, images, {
          weights: new Map([...weights, ...names.map((name, i) => [name, values[i]!] as const)]),
          isTraining: true,
          functions,
        }),
      )(names.map((name) => valueAt(weights, name)), dLogits);

      // A graph is traced for one batch and replayed for the next.
      const engine = { ...defaultEngine, opByOp };
      model.forward(imagesOf(4), { engine });
      const pass = model.forward(images, { engine });
      expectSame('logits', pass.logits, logits);
      const gradients = pass.backward(dLogits);
      names.forEach((name, i) => {
        expectSame(name, gradients[i]!, expected[i]!);
      });
      pass.updateBuffers();
      expect([...buffers.keys()].sort()).toEqual([...model.buffers.keys()].sort());
      for (const [name, next] of buffers) expectSame(name, model.variable(name).read(), next);
    });
  }); // prettier-ignore

  test('leaks no tensor, completed or abandoned', () => {
    using model = modelOf(each);
    const images = imagesOf();
    const before = tf.memory().numTensors;
    model.infer(images).dispose();
    expect(tf.memory().numTensors).toBe(before);
    const engine = { ...defaultEngine, opByOp: true };
    tf.tidy(() => {
      const start = tf.memory().numTensors;
      const { logits, backward, updateBuffers } = model.forward(images, { engine });
      updateBuffers();
      tf.dispose([...backward(logits.clone()).map((gradient) => gradient!), logits]);
      expect(tf.memory().numTensors).toBe(start);
      model.forward(images, { engine });
    });
    expect(tf.memory().numTensors).toBe(before);
    images.dispose();
  });

  test('computes no gradient of frozen parameters, and the same of the others', () => {
    using model = modelOf(each);
    tf.tidy(() => {
      const { parameters } = parametersOf(each);
      const frozen = new Set(
        parameters
          .filter(({ name, role }) => role !== 'batch-norm' && !name.startsWith('0.'))
          .map(({ name }) => name),
      );
      const [some, all] = [gradientsOf(model, { frozen }), gradientsOf(model, {})];
      parameters.forEach(({ name }, i) => {
        if (frozen.has(name)) expect([name, some[i]]).toEqual([name, null]);
        else expectSame(name, some[i]!, all[i]!);
      });
    });
  });
});
