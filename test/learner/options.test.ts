import { describe, expect, test } from 'vitest';
import { EMPTY } from 'rxjs';
import {
  augTransforms,
  imagenetStats,
  mixUp,
  normalize,
  randomResizedCropBatch,
} from '../../src/batches/index.ts';
import { xresnet18 } from '../../src/nn/index.ts';
import { randomResizedCrop, resize, type ItemTransform } from '../../src/items/index.ts';
import {
  fineTune,
  fit,
  fitOneCycle,
  imageData,
  learner,
  tta,
  type ImageDataOptions,
} from '../../src/learner/index.ts';

const badOption = (where: string, expected: string, received: string): Error =>
  expect.objectContaining({
    detail: { _tag: 'BadOption', where, expected, received, advice: '' },
  }) as Error;

const fits: readonly (readonly [string, (epochs: number, lr: number) => unknown])[] = [
  ['fitOneCycle', (epochs, lr) => fitOneCycle(epochs, lr)],
  ['fineTune', (epochs, lr) => fineTune(epochs, lr)],
];

// When the phase is described, not hours later when it starts.
test.each(fits)('%s rejects bad epochs and learning rates before anything runs', (name, make) => {
  for (const epochs of [0, -1, 1.5, NaN, Infinity])
    expect(() => make(epochs, 0.01)).toThrow(
      badOption(`${name} epochs`, 'a positive integer', String(epochs)),
    );
  for (const lr of [0, -0.01, NaN, Infinity])
    expect(() => make(1, lr)).toThrow(badOption(`${name} learning rate`, 'a number above 0', String(lr)));
  expect(() => make(1, 1e-9)).not.toThrow();
});

test('fit rejects bad epochs before anything runs', () => {
  const schedule = () => ({ learningRates: [0.1], momentum: 0.9 });
  expect(() => fit({ name: 'own', epochs: 0, schedule })).toThrow(
    badOption('own epochs', 'a positive integer', '0'),
  );
});

test('tta rejects a beta out of range', () => {
  for (const beta of [-0.1, 1.1, NaN, Infinity])
    expect(() => tta({ beta })).toThrow(badOption('tta beta', 'a number in 0..1', String(beta)));
  for (const beta of [0, 1]) expect(() => tta({ beta })).not.toThrow();
});

describe.each(['batchSize', 'prefetch', 'decoders'])('imageData rejects a %s', (name) => {
  test.each([0, -1, 1.5, NaN])('of %s', (value) => {
    const data = { files: EMPTY, item: [], batch: [], batchSize: 1, size: 32, [name]: value };
    expect(() => imageData(data)).toThrow(
      badOption(`imageData ${name}`, 'a positive integer', String(value)),
    );
  });
});

const dataOf = (options: Partial<ImageDataOptions>) =>
  imageData({ files: EMPTY, item: [], batch: [], batchSize: 1, ...options });

describe('imageData', () => {
  test('takes the size of the last transform that says one', () => {
    const item = [resize(80), randomResizedCrop([60, 70])];
    expect(dataOf({ item }).size).toEqual({ height: 60, width: 70 });
    expect(dataOf({ item, batch: augTransforms() }).size).toEqual({ height: 60, width: 70 });
    const batches = [
      augTransforms({ size: [24, 32] }),
      augTransforms({ size: [24, 32], minScale: 0.75 }),
      [randomResizedCropBatch([24, 32])],
    ];
    for (const batch of batches) expect(dataOf({ item, batch }).size).toEqual({ height: 24, width: 32 });
  });

  test('takes the given size if no transform says one', () => {
    expect(dataOf({ size: [24, 32] }).size).toEqual({ height: 24, width: 32 });
    expect(dataOf({ item: [resize(24)], size: 24 }).size).toEqual({ height: 24, width: 24 });
    expect(() => dataOf({})).toThrow(/imageData size.*Give `size`, or a transform/s);
    expect(() => dataOf({ size: 0 })).toThrow(/size/);
  });

  test('needs a size if the last item transform does not say one', () => {
    const half: ItemTransform = {
      ...{ name: 'half', settings: {}, choose: () => null },
      steps: ({ height, width }) => [
        {
          box: { left: 0, top: 0, height, width },
          padMode: 'zeros',
          resizeTo: { height: Math.ceil(height / 2), width: Math.ceil(width / 2) },
        },
      ],
    };
    const item = [resize(64), half];
    expect(dataOf({ item, size: 32 }).size).toEqual({ height: 32, width: 32 });
    expect(() => dataOf({ item })).toThrow(/imageData size/);
  });

  test('rejects a size that the transforms contradict', () => {
    expect(() => dataOf({ item: [resize(80)], size: [80, 64] })).toThrow(
      expect.objectContaining({
        detail: {
          _tag: 'BadOption',
          where: 'imageData size',
          expected: '80×80, the size that the transforms produce',
          received: '80×64',
          advice: 'Leave out `size`, or change the transforms.',
        },
      }) as Error,
    );
  });

  test('does not normalize by default, and rejects normalize among the transforms', () => {
    expect(dataOf({ size: 8 }).normalization).toBeNull();
    expect(dataOf({ size: 8, normalization: imagenetStats }).normalization).toBe(imagenetStats);
    expect(() => dataOf({ size: 8, batch: [normalize(imagenetStats)] })).toThrow(
      /Give `normalization`, for example `normalization: imagenetStats`/,
    );
  });
});

test('learner: hooks are a list, and mixing is a hook', () => {
  const data = imageData({ files: EMPTY, item: [resize(8)], batch: [], batchSize: 2 });
  expect(() => learner(data, xresnet18, { mix: mixUp(0.4) } as never)).toThrow(/hooks: \[mixUp\(0.4\)\]/);
  expect(() => learner(data, xresnet18, { hooks: mixUp(0.4) } as never)).toThrow(/a list of hooks/);
  expect(learner(data, xresnet18, { hooks: [mixUp(0.4)] }).hooks).toHaveLength(1);
});
