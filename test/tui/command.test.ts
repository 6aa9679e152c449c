import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { pipelines } from '../../pipelines/index.ts';
import type { AppError } from '../../src/core/index.ts';
import { imageOptions } from '../../tui/cli/command.ts';
import { command, mistakes, trains, wordsOf } from './made-command-line.ts';

test('nothing at all is the quick start', () => {
  expect(command('')).toEqual(trains('quickstart', { data: 'cifar10', valid: 'folders', epochs: 6 }));
});

test('options override the defaults of the pipeline, with a space or an equals sign', () => {
  const expected = trains('baseline', { arch: 'xresnet18', epochs: 5, lr: 0.003, batchSize: 16 });
  expect(command('baseline --data photos --arch xresnet18 --lr 3e-3 --batch-size=16')).toEqual(expected);
  expect(command('run baseline --data=photos --arch=xresnet18 --lr=3e-3 --batch-size 16')).toEqual(expected);
});

test('every pipeline has the defaults of the book', () => {
  expect(command('mixup --data photos')).toEqual(
    trains('mixup', {
      arch: 'xresnet50',
      size: 128,
      batchSize: 128,
      epochs: 46,
      alpha: 0.5,
      normalize: 'imagenet',
    }),
  );
  expect(command('label-smoothing --data photos')).toEqual(
    trains('label-smoothing', { size: 224, batchSize: 64, epochs: 5, epsilon: 0.1, normalize: 'none' }),
  );
  expect(command('progressive --data photos')).toEqual(
    trains('progressive', { startBatchSize: 128, startEpochs: 4, fineTuneEpochs: 5, fineTuneLr: 1e-3 }),
  );
  expect(command('tta --data photos')).toEqual(trains('tta', { n: 4, beta: 0.25, max: false }));
});

test('a batch is shown with the options of its data', () => {
  expect(command('show-batch --data photos --size 64 --mix 0.5 --n 4')).toEqual(
    E.right(
      expect.objectContaining({
        _tag: 'ShowBatch',
        options: expect.objectContaining({ size: 64, itemSize: 460, mix: 0.5, n: 4 }) as unknown,
      }),
    ),
  );
});

test('a data set has a name, and a folder of that name goes before it', () => {
  expect(command('baseline --data imagenette')).toEqual(trains('baseline', { data: 'imagenette' }));
  expect(command('baseline --data photos')).toEqual(
    trains('baseline', { data: expect.stringMatching(/^\/.*photos$/) as unknown }),
  );
});

test('a finished run brings its options, as far as the pipeline has them, and flags go before them', () => {
  expect(command('tta --from run --n 2 --valid 0.5')).toEqual(
    trains('tta', { data: '/the/run/photos', valid: '0.5', size: 96, n: 2 }),
  );
  const result = command('tta --from run --data photos');
  expect(E.isRight(result) && 'options' in result.right && 'alpha' in result.right.options).toBe(false);
});

test('the cache is listed, and cleaned of some or all', () => {
  const cache = { _tag: 'Cache', clean: false, names: [], yes: false, json: false };
  expect(command('cache --json')).toEqual(E.right({ ...cache, json: true }));
  expect(command('cache clean')).toEqual(E.right({ ...cache, clean: true }));
  expect(command('cache clean items engines --yes')).toEqual(
    E.right({ ...cache, clean: true, names: ['items', 'engines'], yes: true }),
  );
});

test('doctor', () => {
  const doctor = { _tag: 'Doctor', prepare: false, device: 'cpu', json: false };
  expect(command('doctor')).toEqual(E.right(doctor));
  expect(command('doctor --json --prepare --device gpu')).toEqual(
    E.right({ ...doctor, json: true, prepare: true, device: 'gpu' }),
  );
});

test('runs are watched, listed and compared', () => {
  const path = resolve('runs/a');
  expect(command('watch runs/a --speed 10 --json')).toEqual(
    E.right({ _tag: 'Watch', run: path, speed: 10, plain: false, json: true }),
  );
  expect(command('watch runs/a')).toEqual(E.right(expect.objectContaining({ speed: Infinity })));
  expect(command('runs')).toEqual(E.right({ _tag: 'Runs', folder: resolve('runs'), named: false }));
  expect(command('compare runs/a b')).toEqual(E.right({ _tag: 'Compare', runs: [path, resolve('b')] }));
  expect(command('--version')).toEqual(E.right({ _tag: 'Print', text: 'millrace 1.2.3' }));
});

describe('mistakes', () => {
  test('every one is told at once', () => {
    const told = mistakes(
      'baseline --data nowhere --lr banana --arch resnet --epochs 0 --bach-size 4 --alpha 1',
    );
    expect(told).toHaveLength(6);
    expect(told.join('\n')).toMatch(/--lr: expected a positive number.*received "banana"/);
    expect(told.join('\n')).toMatch(/--arch: expected one of xresnet18, xresnet50, received "resnet"/);
    expect(told.join('\n')).toMatch(/--epochs: expected a whole number from 1, received "0"/);
    expect(told.join('\n')).toMatch(/--bach-size: .*Did you mean --batch-size\?/);
    expect(told.join('\n')).toMatch(/--data: .*nowhere, which is neither/);
    expect(told.join('\n')).toMatch(
      /--alpha: expected an option of baseline, received one of other commands/,
    );
  });

  test.each([
    ['basline --data photos', /command: .*received "basline".*Did you mean baseline\?/],
    ['baseline', /--data: expected a folder/],
    ['baseline --data', /--data: expected a folder.*received nothing/],
    ['baseline photos --data photos', /received "photos" as well/],
    ['tta --from nowhere', /\/nowhere: expected a run's folder/],
    ['tta --from run --arch xresnet18', /--arch: expected not to be given with --from/],
    ['tta --from run --normalize none', /--normalize: expected not to be given with --from/],
    [
      'normalized --data photos --continue nowhere',
      /--continue: expected the folder of a run that has left its model/,
    ],
    ['baseline --data photos --valid 1.5', /--valid: expected a share above 0 and below 1/],
    ['baseline --data photos --valid nowhere.txt', /--valid: .*nowhere.txt/],
    ['baseline --data photos --out run', /--out: expected a folder that no run is in/],
    [
      'baseline --data photos --out /proc/x',
      /--out: expected a folder that can be written, received \/proc\/x, where no folder can be made/,
    ],
    ['baseline --data photos --size 20000', /--size: expected a whole number from 16 to 2048/],
    // Nothing is meant by what is as far from every option as it is long.
    ['baseline --data photos --foo', /--foo: expected an option that exists.*See --help/],
    ['baseline --data photos --json=1 --plain --speed 3', /--speed: expected an option of baseline/],
    ['watch', /watch: expected 1 of RUN, received none/],
    ['watch a b', /watch: expected 1 of RUN, received "b" as the last of 2/],
    ['compare a', /compare: expected 2 to 6 of RUN/],
    ['run', /run: expected 1 of PIPELINE, received none/],
    ['cache items', /cache: expected nothing, or clean, received "items"/],
    ['cache clean --device cpu', /--device: expected an option of cache/],
    ['doctor --epochs 3', /--epochs: expected an option of doctor/],
  ])('%s', (line, told) => {
    expect(mistakes(line).join('\n')).toMatch(told);
    expect(mistakes(line)).toHaveLength(1);
  });
});

describe('images are looked into first', () => {
  const asked = (words: string) => {
    return imageOptions(...wordsOf(words));
  };

  test('those of a folder, with the options that say which', () => {
    expect(asked('baseline --data photos --limit 40 --valid folders')).toMatchObject({
      options: { data: resolve('photos'), limit: 40, valid: 'folders', seed: 42 },
      batchSizes: { '--batch-size': 64 },
    });
    expect(asked('chapter --data photos --start-batch-size 8')?.batchSizes).toEqual({
      '--batch-size': 64,
      '--start-batch-size': 8,
    });
  });

  test('also where other options are wrong, those of images as by default', () => {
    expect(asked('baseline --data photos --lr banana --limit 0 --valid 7')).toMatchObject({
      options: { data: resolve('photos'), limit: undefined, valid: '0.2' },
    });
  });

  test('what stands in for an option that is wrong is nobody’s mistake', () => {
    expect(asked('chapter --data photos --batch-size banana')?.batchSizes).toEqual({
      '--start-batch-size': 128,
    });
    expect(asked('quickstart --data photos --valid 7')?.options['valid']).toBe('0.2');
    const files = { 'bad.json': { batchSize: 8, valid: 'folders', epochz: 1 } };
    const [args, line] = wordsOf('baseline --data photos --config bad.json', { files });
    expect(imageOptions(args, line)).toMatchObject({ options: { valid: '0.2' }, batchSizes: {} });
  });

  test('nobody trains on what is only shown or predicted', () => {
    expect(asked('show-batch --data photos')).toMatchObject({ batchSizes: {} });
    expect(asked('tta --from run --data photos')).toMatchObject({ batchSizes: {} });
  });

  test.each([
    '',
    'baseline',
    'baseline --data imagenette',
    'baseline --data photos --help',
    'runs',
    'basline',
  ])('nothing for "%s"', (words) => {
    expect(asked(words)).toBeUndefined();
  });

  test('what is wrong with them is told with every other mistake', () => {
    const imageErrors: readonly AppError[] = [
      { _tag: 'BadData', where: '/photos', expected: 'images', received: 'none', advice: '' },
    ];
    const told = mistakes('baseline --data photos --lr banana', { imageErrors });
    expect(told).toEqual([expect.stringContaining('--lr'), '/photos: expected images, received none.']);
  });
});

describe('help', () => {
  const textOf = (line: string): string => {
    const result = command(line);
    return E.isRight(result) && 'text' in result.right ? result.right.text : '';
  };

  test('of everything', () => {
    const joined = textOf('--help').replace(/\s+/g, ' ');
    for (const { name, summary } of pipelines) expect(joined).toContain(` ${name} ${summary}`);
    expect(textOf('-h')).toBe(textOf('--help'));
    expect(textOf('list')).toContain('doctor');
  });

  test('of one pipeline: its options and their defaults, an example, and nothing else', () => {
    expect(textOf('baseline --help')).toMatch(/--epochs N.*\(default 5\)/);
    expect(textOf('baseline --help')).toContain('npm start -- baseline --data photos');
    expect(textOf('baseline --help')).not.toContain('--alpha');
    expect(textOf('mixup --help')).toMatch(/--alpha X[^-]*\(default 0.5\)/);
  });

  test('every command has one, with an example, in 80 columns', () => {
    const names = textOf('list')
      .split('\n')
      .flatMap((line) => /^ {2}(\S+)/.exec(line)?.[1] ?? []);
    expect(names).toHaveLength(pipelines.length + 8);
    for (const name of ['', ...names]) {
      const text = textOf(`${name} --help`);
      expect(text).toContain(`npm start -- ${name}`);
      expect(text).toMatch(/examples?:\n {2}npm start/);
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});
