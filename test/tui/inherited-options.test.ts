import { describe, expect, test } from 'vitest';
import type { ModelDescription, Preparation } from '../../src/core/index.ts';
import { command, mistakes, runs, textOf } from './made-command-line.ts';

const modelOf = (preparation: Preparation | null): ModelDescription => ({
  architecture: 'xresnet18',
  outputs: 2,
  vocab: ['cat', 'dog'],
  size: [64, 64],
  normalization: null,
  task: { kind: 'single-label' },
  preparation,
});

describe('options of a run', () => {
  test.each<readonly [option: string, value: unknown, received: string]>([
    ['size', { a: 1 }, 'expected an integer from 16 to 2048, received "{"a":1}"'],
    ['size', -32, 'expected an integer from 16 to 2048, received "-32"'],
    ['batchSize', 0.5, 'expected a positive integer, received "0.5"'],
    ['arch', ['xresnet18'], 'expected one of xresnet18, xresnet50, received "["xresnet18"]"'],
    ['max', 'constructor', 'expected true or false, received "constructor"'],
    ['limit', true, 'expected an integer of at least 2, received "true"'],
    ['data', '', 'expected a folder, or one of cifar10, imagenette, received nothing'],
  ])('that somebody changed are refused: %s %j', (option, value, received) => {
    const around = { runConfig: { data: '/the/run/photos', [option]: value } };
    expect(mistakes('tta --from run', around)[0]).toContain(`run/config.json, "${option}": ${received}`);
  });

  test('that are overridden need not be right', () => {
    const around = { runConfig: { data: '/the/run/photos', batchSize: 'many' } };
    expect(mistakes('tta --from run', around)).toHaveLength(1);
    expect(command('tta --from run --batch-size 8', around)).toEqual(runs('tta', { batchSize: 8 }));
  });

  test('of other names, and those without a value, are left', () => {
    const runConfig = {
      data: '/the/run/photos',
      pipeline: 'baseline',
      constructor: 1,
      mixup: 'x',
      limit: null,
    };
    const result = command('tta --from run', { runConfig });
    expect(result).toEqual(runs('tta', { data: '/the/run/photos', limit: undefined }));
    expect(JSON.stringify(result)).not.toContain('constructor');
  });

  test('that its model determines cannot be given, unless the model is of an older version', () => {
    const [older, newer] = [modelOf(null), modelOf({ item: [], batch: [] })];
    for (const option of ['--item-size 40', '--resize pad', '--interpolation once']) {
      const refused = /cannot be combined with the model of a run \(--from\), which determines it/;
      expect(mistakes(`tta --from run ${option}`, { model: newer })).toEqual([
        expect.stringMatching(refused),
      ]);
      expect(mistakes(`tta --from run ${option}`, { model: older })).toEqual([]);
    }
    const files = { 'millrace.config.json': { itemSize: 99 } };
    expect(command('tta --from run', { model: newer, files })).toEqual(runs('tta', { itemSize: 460 }));
    expect(command('tta --from run', { model: older, files })).toEqual(runs('tta', { itemSize: 99 }));
  });

  test('that training further takes from a model whose run has no configuration', () => {
    const model = modelOf({
      item: [{ name: 'resize', settings: { size: [80, 80], method: 'squish', padMode: 'reflection' } }],
      batch: [],
    });
    const line = 'baseline --data photos --continue run';
    expect(command(line, { model, runConfig: {} })).toEqual(
      runs('baseline', { size: 64, itemSize: 80, resize: 'squish', batchSize: 64 }),
    );
    expect(command(line, { model, runConfig: { itemSize: 90 } })).toEqual(runs('baseline', { itemSize: 90 }));
    expect(command(line, { model: modelOf(null), runConfig: {} })).toEqual(
      runs('baseline', { size: 64, itemSize: 460 }),
    );
  });

  test('that training further takes over are checked too', () => {
    expect(mistakes('baseline --continue run', { runConfig: { data: 'photos', size: 7 } })).toEqual([
      expect.stringContaining('run/config.json, "size": expected an integer from 16 to 2048, received "7"'),
    ]);
  });
});

describe('validate', () => {
  const runConfig = {
    ...{ data: '/the/run/photos', valid: 'random:0.2', labels: '/the/run/valid.txt', labelColumn: 'kind' },
    ...{ exclude: '/the/run/valid.txt', limit: 30, batchSize: 8, seed: 7 },
    ...{ classWeights: 1, epsilon: 0.1, metrics: 'f1', monitor: 'f1', cache: 'disk' },
    precision: 'bfloat16',
  };

  test('takes over the images, the loss and the precision of the run', () => {
    const { cache: _cache, ...taken } = runConfig;
    const own = command('validate run', { runConfig });
    expect(own).toEqual(runs('validate', { ...taken, from: expect.stringMatching(/run$/), weights: 'best' }));
    expect(JSON.stringify(own)).not.toContain('disk');
    expect(command('validate --from run', { runConfig })).toEqual(own);
    expect(command('validate run --data /the/run/photos', { runConfig })).toEqual(own);
  });

  test('of other images, takes over nothing that belongs to those of the run', () => {
    const none = {
      valid: 'auto',
      labels: undefined,
      labelColumn: undefined,
      exclude: undefined,
      limit: undefined,
    };
    expect(command('validate run --data photos --split test', { runConfig })).toEqual(
      runs('validate', { ...none, batchSize: 8, seed: 7, classWeights: 1, epsilon: 0.1, split: 'test' }),
    );
  });

  test('needs a model, and for a model file images', () => {
    expect(mistakes('validate')).toEqual([
      'validate: expected 1 argument (RUN), received none. For help: npm start -- validate --help',
    ]);
    expect(mistakes('validate run photos', { runConfig })).toEqual([
      'validate: expected 1 argument (RUN), received "run", "photos". ' +
        'For other images: npm start -- validate run --data photos',
    ]);
    expect(mistakes('validate run', { runConfig: {} })).toEqual([
      expect.stringMatching(
        /^--data: .* A model file does not say which images to use\. For example: npm start -- validate/,
      ),
    ]);
    expect(mistakes('validate run --split some')).toEqual([
      '--split: expected one of valid, train, test, all, received "some".',
    ]);
    expect(mistakes('validate run --epsilon 0.2', { runConfig })).toEqual([
      expect.stringContaining('--epsilon: cannot be combined with the model of a run'),
    ]);
  });

  test('its help does not list what the model determines', () => {
    const help = textOf('validate --help') ?? '';
    expect(help).toMatch(/usage: .*validate RUN \[OPTIONS\]/);
    expect(help).toMatch(/^ {2}--split PART/m);
    expect(help).not.toMatch(/^ {2}--(item-size|class-weights|monitor)/m);
    expect(help).toContain('--from RUN determines --item-size');
  });
});
