import { describe, expect, test } from 'vitest';
import {
  epochsFor,
  recipeFor,
  type Recipe,
  type RecipeFacts,
  type RecipeRequest,
} from '../../pipelines/recipe-for.ts';
import { cpuStep, madeFacts, madeRequest } from './made-facts.ts';

const chosen = (change: Partial<RecipeFacts> = {}, ...request: Parameters<typeof madeRequest>) =>
  recipeFor(madeFacts(change), madeRequest(...request)).options;

const gpuStep = { ...cpuStep, stepMs: 4 };

describe('without a budget, about ten minutes', () => {
  test('few images: many epochs, small batches', () => {
    const { options, seconds } = recipeFor(madeFacts(), madeRequest());
    expect(options).toMatchObject({ arch: 'xresnet18', batchSize: 16, lr: 3e-3, cache: 'memory' });
    expect(options.epochs).toBeGreaterThanOrEqual(epochsFor(360).few);
    expect(seconds).toBeLessThanOrEqual(510);
    expect(seconds).toBeGreaterThan(300);
  });

  test('many images: fewer epochs, small images, large batches, and longer than ten minutes', () => {
    const { options, seconds, reasons } = recipeFor(
      madeFacts({ trainCount: 40_000, validCount: 10_000 }),
      madeRequest(),
    );
    expect(options).toMatchObject({ arch: 'xresnet18', size: 64, itemSize: 80, batchSize: 64, epochs: 5 });
    // 5 epochs of 40,000 images and a quarter of 10,000, 13 ms each, 15 % more; then 0.7 s per epoch, and decoding 200 s.
    expect(seconds).toBeCloseTo(5 * 1.15 * 0.013 * (40_000 + 2_500) + 3.5 + 200, -1);
    expect(reasons.at(-1)).toMatch(
      /^Estimated time: 56 minutes for 5 epochs. For less, use --budget 10m, or/,
    );
  });

  test('a fast machine: a deep network, large images', () => {
    const network = (trainCount: number) => chosen({ steps: [gpuStep], trainCount });
    expect(network(9000)).toMatchObject({ arch: 'xresnet50', size: 224, itemSize: 280 });
    // A deep one needs more images.
    expect(network(2000)).toMatchObject({ arch: 'xresnet34' });
    expect(network(360)).toMatchObject({ arch: 'xresnet18', size: 224 });
  });
});

describe('a budget', () => {
  test('more time: larger images, and never more than is planned', () => {
    const [short, long] = [chosen({}, {}, 300), chosen({}, {}, 3600)];
    expect(long.size).toBeGreaterThan(short.size);
    for (const budget of [120, 300, 1200, 3600])
      expect(recipeFor(madeFacts(), madeRequest({}, budget)).seconds).toBeLessThanOrEqual(0.85 * budget);
  });

  test('too short for the smallest recipe: how long it needs, and a sample that fits', () => {
    const many = madeFacts({ trainCount: 8000, validCount: 2000 });
    expect(() => recipeFor(many, madeRequest({}, 120))).toThrow(
      /^--budget: expected at least 11 minutes, for 4 epochs of xresnet18 at 64 px on 10000 images with this machine, received 2 minutes. Use --budget 11m, or --limit \d+ for a sample of the images.$/,
    );
    const [, limit = '0'] =
      /--limit (\d+)/.exec(messageOf(() => recipeFor(many, madeRequest({}, 120)))) ?? [];
    const sample = { trainCount: 0.8 * Number(limit), validCount: 0.2 * Number(limit) };
    expect(chosen(sample, {}, 120).epochs).toBeGreaterThanOrEqual(4);
    // Of few images, no sample is suggested.
    expect(() => recipeFor(madeFacts(), madeRequest({}, 5))).toThrow(/Use --budget 80s\.$/);
  });

  test('too short by little: the seconds rounded up, and how many epochs fit', () => {
    // 10 epochs of 352 and a quarter of 90 images, 13 ms each, 15 % more; then 0.7 s per epoch, and 3 s once.
    expect(() => recipeFor(madeFacts(), madeRequest({}, 40))).toThrow(
      /at least 80 seconds, for 10 epochs .* received 40 seconds\. Use --budget 80s, or --epochs 4 for fewer epochs\.$/,
    );
    expect(chosen({}, { epochs: 4 }, 40).epochs).toBe(4);
  });
});

describe('pretrained weights', () => {
  const request = (more: Partial<RecipeRequest> = {}, ...given: Parameters<typeof madeRequest>) => ({
    ...madeRequest(...given),
    pretrainedSize: 224,
    ...more,
  });
  const pretrained = (facts: Partial<RecipeFacts> = {}, ...rest: Parameters<typeof request>) =>
    recipeFor(madeFacts(facts), request(...rest));

  test('epochs: a quarter of those from random weights, at least 5', () => {
    const counts = [100, 360, 1000, 50_000];
    expect(counts.map((count) => epochsFor(count, true))).toEqual([
      ...[{ few: 10, most: 20 }, { few: 8, most: 15 }, { few: 5, most: 9 }, { few: 3, most: 5 }],
    ]); // prettier-ignore
  });

  test('fewer epochs, so larger images; the rate of fine-tuning, no MixUp; and why', () => {
    const { options, reasons } = pretrained();
    // 352 and a quarter of 90 images, 13 ms at 64 px, 15 % more: in 510 s 14 epochs at 160 px, 7 at 224 px.
    expect(options).toMatchObject({ arch: 'xresnet18', size: 160, epochs: 14, lr: 2e-3, mixup: undefined });
    expect(chosen({ steps: [gpuStep] }).mixup).toBe(0.2);
    expect(pretrained({ steps: [gpuStep] }).options).toMatchObject({ mixup: undefined, epochs: 15 });
    expect(pretrained({}, {}, { mixup: 0.4, lr: 0.1 }).options).toMatchObject({ mixup: 0.4, lr: 0.1 });
    expect(reasons).toContain('--epochs 14: 360 training images; pretrained weights need few epochs');
    expect(reasons).toContain("--lr 0.002: fastai's maximum rate for fine-tuning");
    expect(reasons.some((reason) => reason.startsWith('--mixup'))).toBe(false);
  });

  test.each<readonly [string, Partial<RecipeFacts>, Partial<RecipeRequest['given']>, number, number]>([
    ['half of their own size', {}, {}, 224, 128],
    ['half of a smaller one', {}, {}, 128, 64],
    ['64 px for smaller ones', {}, {}, 32, 64],
    ['that of small images', { side: 100 }, {}, 224, 96],
    ['that of tiny images', { side: 20 }, {}, 224, 32],
    ['a given size', {}, { size: 48 }, 224, 48],
  ])('the least size on a slow machine: %s', (_, facts, given, pretrainedSize, size) => {
    const slow = { ...cpuStep, stepMs: 100 * cpuStep.stepMs };
    expect(pretrained({ steps: [slow], ...facts }, { pretrainedSize }, given).options.size).toBe(size);
  });

  test('a budget for fewer epochs than random weights need is enough', () => {
    const { few } = epochsFor(360, true);
    const budget = 5 + few * 30;
    expect(() => recipeFor(madeFacts(), madeRequest({ size: 128 }, budget))).toThrow('for 10 epochs');
    const { options } = pretrained({}, {}, { size: 128 }, budget);
    expect(options.epochs).toBeGreaterThanOrEqual(4);
    expect(options.epochs).toBeLessThan(10);
  });

  test('the epochs of the head alone are part of the time', () => {
    const given = { size: 64, epochs: 6 };
    const [plain, frozen] = [pretrained({}, {}, given), pretrained({}, { headEpochs: 3 }, given)];
    const perEpoch = 1.15 * 0.013 * (352 + 22.5) + 0.7;
    expect(frozen.seconds - plain.seconds).toBeCloseTo(3 * perEpoch, 5);
    const budget = (few: number) => pretrained({}, { headEpochs: few }, { size: 64 }, 80).options.epochs;
    // 0.85 · 80 s, less 2.5 s once, for epochs of 6.3 s.
    expect([budget(0), budget(3)]).toEqual([10, 7]);
    expect(() => pretrained({}, { headEpochs: 8 }, { size: 64 }, 80)).toThrow(/^--budget: expected at least/);
  });
});

describe('given options win, and the recipe fits the rest', () => {
  test('every one of them', () => {
    const given = {
      ...{ arch: 'xse_resnet50', size: 100, itemSize: 111, batchSize: 7, epochs: 3 },
      ...{ mixup: 0.4, lr: 'auto', cache: 'none' },
    } satisfies Recipe['options'];
    expect(chosen({}, given)).toEqual(given);
    expect(recipeFor(madeFacts(), madeRequest(given)).reasons).toHaveLength(1);
  });

  test('fewer epochs leave time for larger images; a smaller size, for more epochs', () => {
    expect(chosen({}, { epochs: 5 }).size).toBeGreaterThan(chosen().size);
    expect(chosen({}, { size: 48 })).toMatchObject({
      arch: 'xresnet18',
      itemSize: 60,
      epochs: epochsFor(360).most,
    });
  });

  test('deep networks are not chosen for small images', () => {
    expect(chosen({ trainCount: 9000, steps: [gpuStep] }, { size: 96 }).arch).toBe('xresnet18');
    expect(chosen({ trainCount: 9000, steps: [gpuStep] }, { itemSize: 96 })).toMatchObject({
      arch: 'xresnet18',
      size: 96,
    });
    expect(chosen({ trainCount: 9000, steps: [gpuStep] }, { size: 16 })).toMatchObject({
      arch: 'xresnet18',
      itemSize: 20,
    });
  });
});

describe('the images', () => {
  test.each([
    [32, 32, 32],
    [40, 32, 40],
    [70, 64, 70],
    [10, 32, 32],
  ])('with sides of %d px are not enlarged: %d px from items of %d px', (side, size, itemSize) => {
    expect(chosen({ side, steps: [gpuStep] })).toMatchObject({ size, itemSize });
  });

  test('epochs: fewer with more images, within bounds', () => {
    const most = [1, 100, 360, 1000, 7000, 50_000, 1e6].map((count) => epochsFor(count).most);
    expect(most).toEqual([80, 80, 60, 36, 14, 10, 10]);
  });

  test.each([
    [5, 2],
    [40, 8],
    [360, 16],
    [700, 32],
    [5000, 64],
  ])('batches: %d training images in batches of %d', (trainCount, batchSize) => {
    expect(chosen({ trainCount, validCount: 2 }).batchSize).toBe(batchSize);
  });

  test('several processes share a batch', () => {
    expect(chosen({ trainCount: 5000, processes: 3 }).batchSize).toBe(63);
    expect(chosen({ trainCount: 40, processes: 12 }).batchSize).toBe(24);
  });

  test('a deep network has smaller batches, for memory', () => {
    expect(chosen({ trainCount: 9000, steps: [gpuStep] })).toMatchObject({ size: 224, batchSize: 16 });
  });

  test('decoded images that memory does not hold are cached on disk', () => {
    expect(chosen({ trainCount: 60_000 }).cache).toBe('disk');
  });
});

test('the last step that was measured with the same network and size decides', () => {
  const slower = { ...cpuStep, stepMs: 10 * cpuStep.stepMs };
  const slow = recipeFor(madeFacts({ steps: [cpuStep, slower] }), madeRequest({ size: 64 }));
  expect(slow.options.epochs).toBeLessThan(chosen({}, { size: 64 }).epochs);
  const other = { ...slower, arch: 'xresnet50' };
  expect(recipeFor(madeFacts({ steps: [cpuStep, other] }), madeRequest({ size: 64 })).options).toEqual(
    chosen({}, { size: 64 }),
  );
});

test('each choice has its reason, and the estimate is the last', () => {
  const { options, reasons } = recipeFor(madeFacts(), madeRequest({ arch: 'xresnet18' }, 900));
  expect(reasons.map((reason) => reason.replace(/:.*/, ''))).toEqual([
    `--size ${options.size}`,
    `--item-size ${options.itemSize}`,
    '--batch-size 16',
    `--epochs ${options.epochs}`,
    '--mixup 0.2',
    '--lr 0.003',
    '--cache memory',
    'Estimated time',
  ]);
  expect(reasons[0]).toContain('in 15 minutes');
  expect(recipeFor(madeFacts({ trainCount: 30 }), madeRequest()).reasons[0]).toMatch(
    /^30 training images of 3 classes are few: expect mistakes on new images/,
  );
});

const messageOf = (body: () => unknown): string => {
  try {
    body();
    return '';
  } catch (error) {
    return String(error);
  }
};
