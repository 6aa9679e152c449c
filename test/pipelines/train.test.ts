import { of, takeWhile } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { optionsOf } from '../../pipelines/options-of.ts';
import type { TrainOptions } from '../../pipelines/train-options.ts';
import { train } from '../../pipelines/train.ts';
import { architectureNamed, tf, type Metric, type RunStarted } from '../../src/index.ts';
import { diskOf, readDirectoryOf } from '../files/fake-disk.ts';
import { madeWorld } from '../learner/made-world.ts';
import { collect } from '../support/collect.ts';
import { timmWeights } from '../support/timm-weights.ts';

const images = ['bright', 'dark'].flatMap((name, odd) =>
  Array.from({ length: 10 }, (_, i) => `/data/${name}/${2 * i + odd}.jpg`),
);

/** A world with a clock that advances by 2 ms on each call. */
const world = () => {
  let time = 0;
  return madeWorld({ readDirectory: readDirectoryOf(diskOf(images)), now: () => (time += 2) });
};

const options = {
  ...optionsOf(train, { ...train.defaults, data: '/data', valid: '0.2' } as TrainOptions),
  ...{ arch: 'xresnet18', size: 16, itemSize: 12, batchSize: 4, epochs: 1, cache: 'none' },
} as const satisfies TrainOptions;

const startedOf = (metrics: readonly Metric[]): RunStarted => {
  const [started] = metrics;
  if (started?._tag !== 'RunStarted') throw new Error('expected RunStarted first');
  return started;
};

const choice = (text: RegExp): Metric => ({
  ...{ _tag: 'Notice', text: expect.stringMatching(text) as string, isChoice: true },
});

describe('train', () => {
  test('chooses what is not given, says why, and stores it: the stored options repeat the run exactly', async () => {
    const tensors = tf.memory().numTensors;
    const first = await collect(train.run(world(), { ...options, budget: 600 }));
    const { config, pipeline } = startedOf(first);
    expect(pipeline).toBe('train');
    expect(config).toMatchObject({
      arch: 'xresnet18',
      size: 16,
      epochs: 1,
      lr: 3e-3,
      budget: 600,
      timeLimit: 600,
    });
    expect(first.slice(1, 4)).toEqual([
      choice(/^16 training images of 2 classes are few/),
      choice(/^--lr 0.003: /),
      choice(/^Estimated time: \d+ seconds? for 1 epoch$/),
    ]);
    expect(first.at(-1)).toMatchObject({ _tag: 'RunEnded', why: 'completed' });

    const again = world();
    const repeated = await collect(train.run(again, config as unknown as TrainOptions));
    expect(startedOf(repeated).config).toEqual(config);
    const results = (metrics: readonly Metric[]): readonly unknown[] =>
      metrics.flatMap((metric): readonly unknown[] =>
        metric._tag === 'Step' ? [metric.loss] : metric._tag === 'EpochRow' ? [metric.scores] : [],
      );
    expect(results(repeated)).toEqual(results(first));
    // Nothing was measured or sampled before it: the notices of the recipe are those of the first run.
    expect(repeated[1]?._tag).toBe('ImagesFound');
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test('by default validates a fifth of each class, and says so', async () => {
    const { valid } = train.defaults as TrainOptions;
    const metrics = await collect(train.run(world(), { ...options, valid }));
    expect(startedOf(metrics).config).toMatchObject({ valid: 'auto:0.2' });
    expect(metrics).toContainEqual(choice(/^--valid auto:0.2: .* a fifth of each class/));
    expect(metrics).toContainEqual(
      expect.objectContaining({
        _tag: 'ImagesFound',
        parts: expect.arrayContaining([
          expect.objectContaining({ split: 'valid', smallest: { name: 'bright', images: 2 }, images: 4 }),
        ]) as unknown,
      }),
    );
  });

  test('from pretrained weights, has their architecture, and a recipe of fine-tuning', async () => {
    const arrays = timmWeights(architectureNamed('xresnet18')({ outputs: 10 }));
    const readWeights = () => of({ path: '/w/model.safetensors', arrays, description: null, config: null });
    const given = { ...options, arch: undefined, pretrained: '/w', freeze: 2 };
    const metrics = await collect(
      train.run({ ...world(), readWeights }, given).pipe(takeWhile(({ _tag }) => _tag !== 'Step')),
    );
    const { config, phases, architecture } = startedOf(metrics);
    expect(architecture).toBe('xresnet18');
    expect(config).toMatchObject({ arch: 'xresnet18', pretrained: '/w', freeze: 2, lr: 2e-3 });
    expect(config).not.toHaveProperty('mixup', expect.anything());
    expect(phases.map(({ name }) => name)).toEqual(['withPretrained', 'fineTune(1, 0.002)']);
    expect(metrics).toContainEqual(choice(/^--lr 0.002: fastai's maximum rate for fine-tuning$/));
    expect(metrics).not.toContainEqual(choice(/^--arch/));
  });

  test('a budget that is too short is an error before the run starts', async () => {
    await expect(collect(train.run(world(), { ...options, epochs: 5000, budget: 1 }))).rejects.toThrow(
      /^--budget: expected at least .* received 1 second/,
    );
  });
});
