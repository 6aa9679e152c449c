import { describe, expect, test } from 'vitest';
import type { StateArray, StateDict } from '../../../src/core/index.ts';
import {
  architectureNamed,
  fromTimm,
  namingOf,
  parametersOf,
  resnet,
  toTimm,
  xresnet,
  type Network,
  type XResNetOptions,
} from '../../../src/nn/index.ts';
import { countedOf, zerosOf } from '../../support/made-weights.ts';

const options = { name: 'tiny', outputs: 3, blocks: [1, 1, 1, 1], expansion: 4, widen: 1 / 32 } as const;
const tiny = (more: Partial<XResNetOptions> = {}): Network =>
  xresnet({ ...options, stem: [2, 3, 4], ...more });

const changed = (
  weights: StateDict,
  change: (name: string, array: StateArray) => readonly (readonly [string, StateArray])[],
): StateDict => new Map([...weights].flatMap(([name, array]) => change(name, array)));

const vector = (length: number): StateArray => ({ shape: [length], data: new Float32Array(length) });

describe('toTimm', () => {
  test('moves the axes of kernels to OIHW and of dense weights to [out, in]', () => {
    const network = tiny();
    const weights = countedOf(network);
    const arrays = toTimm(network, weights);
    const kernel = weights.get('1.0.weight')!;
    const moved = arrays.get('conv1.3.weight')!;
    expect([kernel.shape, moved.shape]).toEqual([[3, 3, 2, 3], [3, 2, 3, 3]]); // prettier-ignore
    const expected: number[] = [];
    for (let o = 0; o < 3; o++)
      for (let i = 0; i < 2; i++)
        for (let h = 0; h < 3; h++)
          for (let w = 0; w < 3; w++) expected.push(kernel.data[((h * 3 + w) * 2 + i) * 3 + o]!);
    expect([...moved.data]).toEqual(expected);
    const dense = weights.get('11.weight')!;
    const { shape, data } = arrays.get('fc.weight')!;
    expect(shape).toEqual([3, 64]);
    expect([...data.slice(64, 67)]).toEqual([dense.data[1], dense.data[4], dense.data[7]]);
    expect(arrays.get('bn1.bias')).toBe(weights.get('2.1.bias'));
  });

  test('throws BadData for weights of another network, BadOption for a network that timm does not have', () => {
    expect(() => toTimm(tiny(), zerosOf(tiny({ outputs: 4 })))).toThrow(
      'weights: expected the names and shapes of tiny with 3 outputs, received 2 of another shape: 11.weight [64,4], not [64,3], 11.bias [4], not [3]',
    );
    const other = tiny({ activation: 'mish' });
    expect(() => toTimm(other, zerosOf(other))).toThrow('architecture: expected a network that timm has');
  });
});

describe('fromTimm', () => {
  test.each<readonly [string, Network]>([
    ['an xresnet', tiny()],
    ['an xresnet of basic blocks', tiny({ expansion: 1 })],
    ['a resnet', resnet(options)],
  ])('returns what toTimm was given, for %s', (_, network) => {
    const weights = countedOf(network);
    const returned = fromTimm(network, toTimm(network, weights), { head: 'keep' });
    expect(new Map([...returned].sort())).toEqual(new Map([...weights].sort()));
  });

  test('ignores num_batches_tracked', () => {
    const network = tiny();
    const weights = countedOf(network);
    const arrays = new Map([...toTimm(network, weights), ['bn1.num_batches_tracked', vector(1)] as const]);
    expect(fromTimm(network, arrays, { head: 'keep' }).size).toBe(weights.size);
  });

  test('drops a head of any shape, also for a network with another head', () => {
    const arrays = toTimm(tiny({ outputs: 1000 }), countedOf(tiny({ outputs: 1000 })));
    const withoutBias = changed(arrays, (name, array) => (name === 'fc.bias' ? [] : [[name, array]]));
    const linear = fromTimm(tiny(), withoutBias, { head: 'drop' });
    expect([...linear.keys()].filter((name) => name.startsWith('11.'))).toEqual([]);
    const nested = tiny({ head: { kind: 'fastai', hidden: 8 } });
    const body = fromTimm(nested, arrays, { head: 'drop' });
    expect([...body.keys()]).toEqual([...linear.keys()].map((name) => `0.${name}`));
    expect([...body.values()]).toEqual([...linear.values()]);
    const { parameters } = parametersOf(nested);
    expect(parameters.filter(({ name }) => !body.has(name)).map(({ name }) => name)).toEqual(
      ['2.weight', '2.bias', '4.weight', '6.weight', '6.bias', '8.weight'].map((name) => `1.${name}`),
    );
  });

  test('lists and counts what is missing, unexpected and of another shape at once', () => {
    const network = tiny();
    const arrays = changed(toTimm(network, zerosOf(network)), (name, array) => {
      if (name.startsWith('layer2.0.bn1.')) return [];
      if (name === 'conv1.0.weight') return [[name, { ...array, shape: [2, 3, 7, 7] }]];
      return name === 'bn1.bias' ? [[name, array], ['fc.norm', array]] : [[name, array]]; // prettier-ignore
    });
    expect(() => fromTimm(network, arrays, { head: 'keep' })).toThrow(
      'weights: expected the names and shapes of tiny with 3 outputs, received ' +
        '4 missing: layer2.0.bn1.weight, layer2.0.bn1.bias, layer2.0.bn1.running_mean, …; ' +
        '1 unexpected: fc.norm; 1 of another shape: conv1.0.weight [2,3,7,7], not [2,3,3,3]. ' +
        'The weights belong to no architecture of Millrace.',
    );
  });

  const named = (name: string, outputs = 3): Network => architectureNamed(name)({ outputs });
  const timmWeights = (name: string, outputs = 3): StateDict =>
    toTimm(named(name, outputs), zerosOf(named(name, outputs)));

  test.each<readonly [string, string, StateDict]>([
    [
      'the weights of another architecture',
      "The weights are those of xresnet34 (timm's resnet34d): use this architecture.",
      timmWeights('xresnet34'),
    ],
    ['the weights of torchvision', 'The weights are those of resnet18: use this', timmWeights('resnet18')],
    [
      'other classes',
      "The weights are those of xresnet18 (timm's resnet18d) for other classes: drop their head.",
      timmWeights('xresnet18', 1000),
    ],
    ['the names of fastai', 'load them as a Millrace model', zerosOf(named('xresnet18'))],
    ['no weights', 'The weights belong to no architecture of Millrace.', new Map()],
  ])('advises about %s', (_, advice, arrays) => {
    expect(() => fromTimm(named('xresnet18'), arrays, { head: 'keep' })).toThrow(advice);
  });
});

test.each<readonly [string, readonly string[], ReturnType<typeof namingOf>]>([
  ['of a linear head', ['0.0.weight', '4.0.convpath.0.1.running_mean', '11.bias'], 'fastai'],
  ['of a nested network', ['0.0.0.weight', '1.8.weight'], 'fastai'],
  ['of timm', ['conv1.0.weight', 'bn1.num_batches_tracked', 'layer1.0.conv1.weight', 'fc.bias'], 'timm'],
  ['of torchvision', ['conv1.weight', 'layer4.0.downsample.1.weight'], 'timm'],
  ['of both', ['conv1.weight', '0.0.weight'], null],
  ['of another library', ['features.0.weight'], null],
  ['that are none', [], null],
])('namingOf recognizes names %s', (_, names, expected) => {
  expect(namingOf(new Map(names.map((name) => [name, null])))).toBe(expected);
});
