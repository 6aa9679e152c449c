import { describe, expect, test } from 'vitest';
import { architectureOfTimm, defaultPretrained, timmName } from '../../../src/core/index.ts';
import {
  architectureNamed,
  architectures,
  convLayer,
  dense,
  globalPooling,
  network,
  resnet,
  timmNames,
  xresnet,
  type Network,
} from '../../../src/nn/index.ts';

const tiny = { name: 'tiny', outputs: 3, blocks: [1, 1, 1, 1], expansion: 1, widen: 1 / 32 } as const;

const own = network({
  name: 'own',
  outputs: 3,
  body: [['stem', convLayer({ inChannels: 3, outChannels: 4, kernelSize: 3 })]],
  head: [['pool', globalPooling()], ['head', dense({ inFeatures: 4, outFeatures: 3 })]], // prettier-ignore
});

/** Returns a network with one of its stages replaced. */
const withStage = (base: Network, name: string, change: (stage: Network['stages'][number]) => object): Network => ({
  ...base,
  stages: base.stages.map((stage) => (stage.name === name ? { ...stage, ...change(stage) } : stage)),
}); // prettier-ignore

describe('timmNames', () => {
  test.each([
    ['xresnet18', [0, 0], 'weight', 'conv1.0.weight'],
    ['xresnet18', [2, 0], 'weight', 'conv1.6.weight'],
    ['xresnet18', [2, 1], 'running_var', 'bn1.running_var'],
    ['xresnet18', [5, 0, 'shortcut', 1, 0], 'weight', 'layer2.0.downsample.1.weight'],
    ['xresnet50', [4, 0, 'shortcut', 0, 1], 'bias', 'layer1.0.downsample.2.bias'],
    ['xresnet50', [7, 2, 'path', 2, 1], 'running_mean', 'layer4.2.bn3.running_mean'],
    ['xresnet152', [6, 35, 'path', 0, 0], 'weight', 'layer3.35.conv1.weight'],
    ['resnet50', [0, 1], 'weight', 'bn1.weight'],
    ['resnet50', [2, 0, 'shortcut', 0, 0], 'weight', 'layer1.0.downsample.0.weight'],
    ['resnet50', [3, 0, 'shortcut', 0, 1], 'weight', 'layer2.0.downsample.1.weight'],
    ['resnet50', [9], 'bias', 'fc.bias'],
  ] as const)('names %s %j %s %s', (architecture, path, parameter, expected) => {
    expect(timmNames(architectureNamed(architecture)({ outputs: 3 }))(path, parameter)).toBe(expected);
  });

  test('gives layers without weights the names of fastai, and layers with weights their names without a parameter', () => {
    const naming = timmNames(xresnet(tiny));
    expect([naming([3]), naming([10]), naming([0, 0]), naming([11])]).toEqual(['3', '10', 'conv1.0', 'fc']);
  });

  test.each(
    Object.entries(architectures).map(([name, architecture]) => [name, architecture({ outputs: 3 })] as const),
  )('accepts %s if and only if timm has it', (name, each) => {
    const names = () => timmNames(each);
    if (timmName(name) === null) expect(names).toThrow(`${name}: it`);
    else expect(names).not.toThrow();
  }); // prettier-ignore

  test.each<readonly [string, Network]>([
    ['it has squeeze-excite layers', xresnet({ ...tiny, variant: 'se-resnet' })],
    ['its convolutions have groups', architectureNamed('xresnext50')({ outputs: 3 })],
    ['it has self-attention', xresnet({ ...tiny, selfAttention: true })],
    ['it has the activation mish', xresnet({ ...tiny, activation: 'mish' })],
    ['it has 6 stages after the stem, not 4', architectureNamed('xresnet50_deep')({ outputs: 3 })],
    ['it has 3 stages after the stem, not 4', resnet({ ...tiny, blocks: [1, 1, 1] })],
    ['its head is not linear', xresnet({ ...tiny, head: { kind: 'fastai' } })],
    ['its stem is not a convolution of 7×7, or three of 3×3', own],
    [
      'its stem is not a convolution of 7×7, or three of 3×3',
      withStage(resnet(tiny), 'stem0', () => ({
        spec: convLayer({ inChannels: 3, outChannels: 64, kernelSize: 5, stride: 2 }),
      })),
    ],
    [
      'the layers of stage1 are not those of timm',
      withStage(xresnet(tiny), 'stage1', () => ({
        spec: convLayer({ inChannels: 2, outChannels: 4, kernelSize: 3 }),
      })),
    ],
    [
      // Strides and pooling of the other family.
      'the layers of stage2 are not those of timm',
      withStage(xresnet(tiny), 'stage2', ({ name }) => ({
        spec: resnet(tiny).stages.find((stage) => stage.name === name)?.spec,
      })),
    ],
    [
      'its head is not linear',
      withStage(xresnet(tiny), 'head', () => ({
        spec: dense({ inFeatures: 16, outFeatures: 3, bias: false }),
      })),
    ],
  ])('refuses a network: %s', (reason, refused) => {
    expect(() => timmNames(refused)).toThrow(`${refused.name}: ${reason}`);
  });
});

test.each([
  ['xresnet152', 'resnet152d', 'resnet152d.ra2_in1k'],
  ['resnet34', 'resnet34', 'resnet34.a1_in1k'],
  ['xse_resnet50', null, null],
  ['vgg16', null, null],
  ['constructor', null, null],
])('%s is the model %s of timm, whose default weights are %s', (architecture, timms, weights) => {
  expect(timmName(architecture)).toBe(timms);
  expect(defaultPretrained(architecture)).toBe(weights);
  if (timms !== null) {
    expect(architectureOfTimm(timms)).toBe(architecture);
    expect(architectureOfTimm(`${timms}.some_tag`)).toBe(architecture);
  }
});

test('architectureOfTimm returns null for a model that Millrace does not have', () => {
  expect(['xresnet50', 'resnet50t', 'constructor', ''].map(architectureOfTimm)).toEqual([null, null, null, null]);
}); // prettier-ignore
