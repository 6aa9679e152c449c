import { of, take, takeWhile, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { baseline } from '../../pipelines/baseline.ts';
import { bookDefaults } from '../../pipelines/options.ts';
import { lrFind } from '../../pipelines/lr-find.ts';
import { progressive, type ProgressiveOptions } from '../../pipelines/progressive.ts';
import type { TransferOptions } from '../../pipelines/transfer-options.ts';
import { firstFit, weightsStart } from '../../pipelines/weights-start.ts';
import {
  architectureNamed,
  bodyAndHead,
  imagenetStats,
  tf,
  type ChannelStats,
  type Metric,
  type ModelDescription,
  type PretrainedConfig,
  type Weights,
} from '../../src/index.ts';
import { diskOf, readDirectoryOf } from '../files/fake-disk.ts';
import { madeContext, madeData, madeLearner, only as onlyOf } from '../learner/made-run.ts';
import { madeWorld } from '../learner/made-world.ts';
import { collect } from '../support/collect.ts';
import { zerosOf } from '../support/made-weights.ts';
import { only } from '../support/only.ts';
import { timmWeights } from '../support/timm-weights.ts';

const halves: ChannelStats = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
const made = { path: '/w/model.safetensors', description: null, config: null };
/** Weights that only their description or configuration names. */
const named = (change: Partial<Weights>): Weights => ({ ...made, arrays: new Map(), ...change });

const ours = (normalization: ChannelStats | null): Partial<Weights> => ({
  description: {
    ...{ architecture: 'xse_resnet50', outputs: 2, vocab: ['a', 'b'], size: [96, 96] as const },
    ...{ normalization, task: { kind: 'single-label' as const }, preparation: null },
  } satisfies ModelDescription,
});

const config = (change: Partial<PretrainedConfig> = {}): Partial<Weights> => ({
  config: {
    ...{ architecture: 'resnet34d', classes: 1000, normalization: null, inputSize: null, cropPct: null },
    ...{ interpolation: null, labelNames: null, licence: null, ...change },
  },
});

const options = { ...bookDefaults, arch: 'xresnet50', pretrained: '/w' };
const data = madeData({ normalization: { mean: [0, 0, 0], std: [1, 1, 1] } });

/** Returns where a training starts with such weights, after the check of the path from which they are read. */
const startWith = (weights: Weights) =>
  only(
    weightsStart(
      {
        readWeights: (path) => {
          expect(path).toBe('/w');
          return of(weights);
        },
      },
      options,
    ),
  );

const byImagenet =
  'images are normalized by mean 0.485, 0.456, 0.406 and standard deviation 0.229, 0.224, 0.225';

const names: readonly string[] = ['resnet18', 'xresnet34', 'xse_resnet18'];

describe('weightsStart', () => {
  test('from random weights, changes nothing and reads nothing', async () => {
    const random = { ...options, pretrained: undefined };
    const start = await only(weightsStart(madeWorld(), random));
    expect(start).toEqual({ options: random, dataOf: expect.any(Function) as unknown, learning: {}, phases: [] });
    expect(start.dataOf(data)).toBe(data);
  }); // prettier-ignore

  test.each<readonly [string, Partial<Weights>, string, ChannelStats | null]>([
    ['a model of Millrace', ours(halves), 'xse_resnet50', halves],
    ['a model of Millrace without normalization', ours(null), 'xse_resnet50', null],
    ['timm', config({ normalization: halves }), 'xresnet34', halves],
    ['timm, with ImageNet’s statistics', config({ normalization: imagenetStats }), 'xresnet34', imagenetStats],
    ['timm, without statistics', config({ architecture: 'resnet50.a1_in1k' }), 'resnet50', imagenetStats],
  ])('from weights of %s, has their architecture and normalization', async (_, weights, arch, normalization) => {
    const start = await startWith(named(weights));
    expect(start.options).toEqual({
      ...{ ...options, arch },
      normalize: normalization === imagenetStats ? 'imagenet' : 'none',
    });
    expect(start.dataOf(data)).toEqual({ ...data, normalization });
    expect(start.learning).toEqual({ groups: bodyAndHead });
    expect(start.phases.map(({ name, kind }) => [name, kind])).toEqual([['withPretrained', 'weights']]);
  }); // prettier-ignore

  test.each(names)('recognizes %s by the names and shapes of its arrays, under any head', async (arch) => {
    const network = architectureNamed(arch)({ outputs: 7 });
    const { options: resolved, dataOf } = await startWith({ ...made, arrays: zerosOf(network) });
    expect(resolved.arch).toBe(arch);
    expect(dataOf(data).normalization).toBe(imagenetStats);
  });

  test('recognizes the names and shapes of timm', async () => {
    const arrays = timmWeights(architectureNamed('xresnet18')({ outputs: 10 }));
    expect((await startWith({ ...made, arrays })).options.arch).toBe('xresnet18');
  });

  test.each<readonly [string, Weights, string]>([
    ['no network', named({}), 'arrays such as '],
    [
      'other names',
      { ...made, arrays: new Map([['encoder.weight', { shape: [1], data: new Float32Array(1) }]]) },
      'arrays such as encoder.weight',
    ],
    ['another network of timm', named(config({ architecture: 'vit_base_patch16_224' })), 'vit_base_patch16_224'],
  ])('errors with BadData for weights of %s', async (_, weights, received) => {
    await expect(startWith(weights)).rejects.toMatchObject({
      ...{ detail: { _tag: 'BadData', where: made.path, received } },
      message: expect.stringContaining("expected weights of one of Millrace's architectures") as unknown,
    });
  }); // prettier-ignore

  test('its phase reads the weights again, when it runs', async () => {
    const arrays = timmWeights(architectureNamed('resnet18')({ outputs: 10 }));
    let reads = 0;
    const readWeights = () => {
      reads++;
      return of<Weights>({ ...made, arrays });
    };
    const { phases } = await only(weightsStart({ readWeights }, options));
    expect(reads).toBe(1);
    using context = madeContext(madeLearner({}, madeData(), architectureNamed('resnet18')));
    expect(await collect(phases[0]!.run(context))).toMatchObject([{ _tag: 'Notice' }]);
    expect(reads).toBe(2);
  });
});

describe('firstFit', () => {
  const phasesOf = (lr: number | 'auto', transfer: TransferOptions) =>
    firstFit(3, { lr, ...transfer }).map(({ name, kind, epochs }) => `${kind} ${name}: ${epochs}`);
  const from = { pretrained: '/w' };

  test.each<readonly [string, number | 'auto', TransferOptions, readonly string[]]>([
    ['random weights', 0.01, {}, ['fit fitOneCycle(3, 0.01): 3']],
    ['random weights, a rate to find', 'auto', {}, ['search lrFind(): 0', 'fit fitOneCycle(3, auto): 3']],
    ['random weights, whatever is frozen', 0.01, { freeze: 2 }, ['fit fitOneCycle(3, 0.01): 3']],
    ['pretrained weights', 0.01, from, ['fit fineTune(3, 0.01): 4']],
    ['pretrained weights, a rate to find', 'auto', from, ['search lrFind(): 0', 'fit fineTune(3, auto): 4']],
    ['freeze 0', 0.01, { ...from, freeze: 0 }, ['fit fineTune(3, 0.01): 3']],
    ['freeze 2', 0.01, { ...from, freeze: 2 }, ['fit fineTune(3, 0.01): 5']],
    ['freeze all', 0.01, { ...from, freeze: 'all' }, ['fit fitOneCycle(3, 0.01): 3']],
    ['freeze all, a rate to find', 'auto', { ...from, freeze: 'all' }, ['search lrFind(): 0', 'fit fitOneCycle(3, auto): 3']],
  ])('%s', (_, lr, transfer, expected) => {
    expect(phasesOf(lr, transfer)).toEqual(expected);
  }); // prettier-ignore
});

const images = ['bright', 'dark'].flatMap((name, odd) =>
  Array.from({ length: 10 }, (_, i) => `/data/${name}/${2 * i + odd}.jpg`),
);
const small = { data: '/data', valid: '0.2', size: 16, itemSize: 12, batchSize: 4, cache: 'none', normalize: 'imagenet' } as const; // prettier-ignore

describe('commands with pretrained weights', () => {
  const arrays = timmWeights(architectureNamed('xresnet18')({ outputs: 10 }));
  const world = () =>
    madeWorld({
      readDirectory: readDirectoryOf(diskOf(images)),
      readWeights: () => of({ ...made, arrays, ...config({ architecture: 'resnet18d' }) }),
    });
  const planOf = (metrics: readonly Metric[]) =>
    onlyOf(metrics, 'RunStarted').map(({ architecture, phases }) => [architecture, phases]);

  test('progressive loads them, and fine-tunes twice', async () => {
    const before = tf.memory().numTensors;
    const metrics = await collect(
      progressive
        .run(world(), {
          ...(progressive.defaults as ProgressiveOptions),
          ...{ ...small, startBatchSize: 4, startEpochs: 2, fineTuneEpochs: 1, lr: 0.01, pretrained: '/w' },
        })
        .pipe(takeWhile(({ _tag }) => _tag !== 'Step')),
    );
    expect(planOf(metrics)).toEqual([
      [
        'xresnet18',
        [
          { name: 'withPretrained', kind: 'weights', epochs: 0 },
          { name: 'fineTune(2, 0.01)', kind: 'fit', epochs: 3 },
          { name: 'withData', kind: 'data', epochs: 0 },
          { name: 'fineTune(1, 0.001)', kind: 'fit', epochs: 2 },
        ],
      ],
    ]);
    expect(metrics).toContainEqual({
      ...{
        _tag: 'Notice',
        text: `loaded pretrained weights of ${made.path} (resnet18d, 1000 classes, licence not stated); the head is new; ${byImagenet}`,
      },
    });
    expect(onlyOf(metrics, 'PhaseStarted')).toMatchObject([{ name: 'fineTune(2, 0.01), frozen', epochs: 1 }]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('training further from the model of a run uses its weights, not pretrained ones', async () => {
    const network = architectureNamed('xresnet18')({ outputs: 2 });
    const model = {
      ...{ path: '/run/model.safetensors', weights: zerosOf(network) },
      description: { ...ours(null).description!, architecture: 'xresnet18', vocab: ['bright', 'dark'] },
    };
    const continued = madeWorld({
      readDirectory: readDirectoryOf(diskOf(images)),
      readModel: () => of(model),
      readText: () => throwError(() => new Error('no such file')),
    });
    const metrics = await collect(
      baseline
        .run(continued, { ...bookDefaults, ...small, continue: '/run', pretrained: '/w', freeze: 2 })
        .pipe(takeWhile(({ _tag }) => _tag !== 'ImagesFound')),
    );
    expect(planOf(metrics)[0]![1]).toMatchObject([{ name: 'withModel' }, { name: 'fitOneCycle(5, 0.003)' }]);
    expect(onlyOf(metrics, 'RunStarted')[0]!.config).not.toHaveProperty('pretrained', '/w');
  });

  test('lr-find searches from them, for the head alone', async () => {
    const losses = async (freeze: TransferOptions['freeze']) => {
      const metrics = await collect(
        lrFind
          .run(world(), {
            ...(lrFind.defaults as Parameters<typeof lrFind.run>[1]),
            ...{ ...small, pretrained: '/w', freeze },
          })
          .pipe(
            takeWhile(({ _tag }) => _tag !== 'LrFound'),
            take(6),
          ),
      );
      expect(planOf(metrics)[0]![1]).toEqual([
        { name: 'withPretrained', kind: 'weights', epochs: 0 },
        { name: 'lrFind()', kind: 'search', epochs: 0 },
      ]);
      return onlyOf(metrics, 'LrStep').map(({ loss }) => loss);
    };
    const [all, head] = [await losses(0), await losses(undefined)];
    expect(head.length).toBeGreaterThan(1);
    expect(all[0]).toBe(head[0]);
    expect(all.at(-1)).not.toBe(head.at(-1));
  });
});
