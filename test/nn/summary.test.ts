import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import {
  architectureNamed,
  architectures,
  Model,
  multiplyAdds,
  parameterCount,
  resnet,
  summaryOf,
  xresnet,
  type ArchitectureOptions,
  type Network,
} from '../../src/nn/index.ts';

const SIZES = [
  [64, 96],
  [75, 51],
] as const;

/** Returns the shape of the output of each stage that has layers. */
const stageShapes = (network: Network, size: readonly [number, number]): ReadonlyMap<string, readonly number[]> =>
  new Map(summaryOf(network, size).map(({ stage, outputShape }) => [stage, outputShape])); // prettier-ignore

/** Returns the shape of the output of each stage, as a model computes it. */
function computedShapes(network: Network, [height, width]: readonly [number, number]) {
  using model = new Model(network, createRng(1));
  const images = tf.zeros([1, height, width, 3]);
  const activations = model.activations(images as Tensor4D);
  const shapes = activations.map(([stage, { shape }]) => [stage, shape.slice(1)] as const);
  tf.dispose([images, ...activations.map(([, output]) => output)]);
  return new Map(shapes);
}

/** Returns an architecture with fewer channels: a quarter, or half if groups divide them. */
const narrow = (name: string, more: Partial<ArchitectureOptions> = {}): Network =>
  architectureNamed(name)({ outputs: 3, ...more, ...{ widen: name.includes('resnext') ? 0.5 : 0.25 } });

const isBig = (name: string): boolean => /101|152/.test(name);
const names = Object.keys(architectures);

describe('summaryOf', () => {
  test.each(names.filter((name) => !isBig(name)))('lists the shapes that %s computes', (name) => {
    for (const size of SIZES) {
      const network = narrow(name);
      expect(stageShapes(network, size)).toEqual(computedShapes(network, size));
    }
  });

  test.each(names.filter(isBig))('lists for %s the shapes of its stages', (name) => {
    const [[height, width], [oddHeight, oddWidth]] = SIZES;
    const expected = (h: number, w: number): readonly (readonly [string, readonly number[]])[] =>
      [256, 512, 1024, 2048].map((channels, i) => {
        const at = (side: number): number => Math.ceil(side / 2 ** (i + 2));
        return [`stage${i}`, [at(h), at(w), channels]];
      });
    const network = architectureNamed(name)({ outputs: 3 });
    for (const [h, w] of [[height, width], [oddHeight, oddWidth]] as const)
      expect([...stageShapes(network, [h, w])]).toEqual(expect.arrayContaining([...expected(h, w)]));
  }); // prettier-ignore

  test.each<readonly [string, Network]>([
    ['a head of fastai', narrow('xresnet18', { head: { kind: 'fastai', hidden: 8 } })],
    ['dropout', narrow('resnet18', { head: { dropout: 0.5 } })],
    ['self-attention and Mish', xresnet({
      name: 'attends', outputs: 3, blocks: [1, 1, 1, 1], expansion: 4, widen: 1 / 8, selfAttention: true, activation: 'mish',
    })],
  ])('lists the shapes that a network with %s computes', (_, network) => {
    for (const size of SIZES) expect(stageShapes(network, size)).toEqual(computedShapes(network, size));
  }); // prettier-ignore

  test('accepts a single number for square images, and counts every parameter once', () => {
    const network = architectureNamed('xse_resnext50')({ outputs: 10 });
    expect(summaryOf(network, 96)).toEqual(summaryOf(network, [96, 96]));
    const counted = summaryOf(network, 96).reduce((sum, { parameters }) => sum + parameters, 0);
    expect(counted).toBe(parameterCount(network));
  });

  test('names each layer as fastai does, and gives its stage, kind, shape and costs', () => {
    const network = resnet({ name: 'tiny', outputs: 3, blocks: [1, 1], expansion: 1, widen: 1 / 16 });
    const lines = summaryOf(network, [31, 32]).map((layer) =>
      [layer.stage, layer.name, layer.kind, layer.outputShape.join('×'), layer.parameters, layer.multiplyAdds].join(' '),
    );
    expect(lines.slice(0, 5)).toEqual([
      `stem0 0.0 conv 16×16×64 ${49 * 3 * 64} ${49 * 3 * 64 * 256}`,
      'stem0 0.1 batchNorm 16×16×64 128 0',
      'stem0 0.2 activation 16×16×64 0 0',
      'maxpool 1 maxPooling 8×8×64 0 0',
      `stage0 2.0.convpath.0.0 conv 8×8×4 ${9 * 64 * 4} ${9 * 64 * 4 * 64}`,
    ]);
    expect(lines).toContain(`stage1 3.0.idpath.0.0 conv 4×4×8 ${4 * 8} ${4 * 8 * 16}`);
    expect(lines.at(-1)).toBe(`head 7 dense 3 ${8 * 3 + 3} ${8 * 3}`);
  }); // prettier-ignore
});

// torchvision's numbers. timm's resnet50d differs from resnet50 in its stem alone, which adds 0.24 G; timm lists 4.35 for it
// and 4.11 for resnet50, because it counts batch norm and pooling too.
test.each([
  ['resnet18', 1.81],
  ['resnet34', 3.66],
  ['resnet50', 4.09],
  ['xresnet50', 4.33],
])('multiplyAdds counts those of %s for images of 224 pixels: %d G', (name, billions) => {
  expect(multiplyAdds(architectureNamed(name)({ outputs: 1000 }), 224) / 1e9).toBeCloseTo(billions, 2);
});

test('multiplyAdds counts the deep stem of timm by hand', () => {
  const count = (name: string): number => multiplyAdds(architectureNamed(name)({ outputs: 1000 }), 224);
  const deep = 112 ** 2 * 9 * (3 * 32 + 32 * 32 + 32 * 64);
  expect(count('xresnet50') - count('resnet50')).toBe(deep - 112 ** 2 * 49 * 3 * 64);
});

test('multiplyAdds counts the products of squeeze-excite, groups and self-attention', () => {
  const count = (options: Partial<Parameters<typeof xresnet>[0]>, size = 32): number =>
    multiplyAdds(xresnet({ name: 'one', outputs: 1, blocks: [1, 1, 1, 1], expansion: 1, ...options }), size);
  const base = count({});
  // Channels · hidden channels, twice: 64 · 8, 128 · 8, 256 · 16, 512 · 32.
  expect(count({ variant: 'se-resnet' }) - base).toBe(2 * (64 * 8 + 128 * 8 + 256 * 16 + 512 * 32));
  // In the first stage, which has 8 × 8 pixels: with the kernel, of the pixels with themselves, and of the two results.
  expect(count({ selfAttention: true }) - base).toBe(3 * 64 * 64 * 64);
});
