import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { command, mistakes, runs, textOf } from './made-command-line.ts';

test('no arguments start the quick start', () => {
  expect(command('')).toEqual(runs('quickstart', { data: 'cifar10', valid: 'folders', epochs: 6 }));
});

test('options override the defaults of the pipeline, with a space or an equals sign', () => {
  const expected = runs('baseline', { arch: 'xresnet18', epochs: 5, lr: 0.003, batchSize: 16 });
  expect(command('baseline --data photos --arch xresnet18 --lr 3e-3 --batch-size=16')).toEqual(expected);
  expect(command('run baseline --data=photos --arch=xresnet18 --lr=3e-3 --batch-size 16')).toEqual(expected);
});

test('every pipeline has the defaults of the book', () => {
  expect(command('mixup --data photos')).toEqual(
    runs('mixup', {
      arch: 'xresnet50',
      size: 128,
      batchSize: 128,
      epochs: 46,
      mixup: 0.5,
      normalize: 'imagenet',
    }),
  );
  expect(command('label-smoothing --data photos')).toEqual(
    runs('label-smoothing', { size: 224, batchSize: 64, epochs: 5, epsilon: 0.1, normalize: 'none' }),
  );
  expect(command('progressive --data photos')).toEqual(
    runs('progressive', { startBatchSize: 128, startEpochs: 4, fineTuneEpochs: 5, fineTuneLr: 1e-3 }),
  );
  expect(command('tta --data photos')).toEqual(runs('tta', { n: 4, beta: 0.25, max: false }));
});

test('show-batch has the options of its data', () => {
  expect(command('show-batch --data photos --size 64 --mixup 0.5 --n 4')).toEqual(
    runs('show-batch', { size: 64, itemSize: 460, mixup: 0.5, n: 4 }),
  );
});

test('a data set has a name; a folder of that name overrides it', () => {
  expect(command('baseline --data imagenette')).toEqual(runs('baseline', { data: 'imagenette' }));
  expect(command('baseline --data photos')).toEqual(
    runs('baseline', { data: expect.stringMatching(/^\/.*photos$/) as unknown }),
  );
});

test('a finished run brings the options that the pipeline has; flags override them', () => {
  expect(command('tta --from run --n 2 --valid 0.5')).toEqual(
    runs('tta', { data: '/the/run/photos', valid: '0.5', size: 96, n: 2 }),
  );
  const result = command('tta --from run --data photos');
  expect(E.isRight(result) && 'options' in result.right && 'mixup' in result.right.options).toBe(false);
});

test('commands of the terminal have words, options and shared options', () => {
  expect(command('cache clean items engines --yes --json')).toEqual(
    E.right(
      expect.objectContaining({
        words: ['clean', 'items', 'engines'],
        options: { yes: true },
        shared: expect.objectContaining({ json: true }) as unknown,
      }),
    ),
  );
  expect(command('cache')).toEqual(runs('cache', { yes: false }, { json: false }));
  expect(command('doctor --prepare --device gpu')).toEqual(
    runs('doctor', { prepare: true }, { device: 'gpu' }),
  );
  expect(command('watch runs/a --speed 10')).toEqual(runs('watch', { speed: 10 }, { plain: false }));
  expect(command('watch runs/a')).toEqual(runs('watch', { speed: undefined }));
  expect(command('compare runs/a b')).toMatchObject({ right: { words: ['runs/a', 'b'] } });
  expect(command('predict run -- -x.jpg --tta')).toMatchObject({
    right: { words: ['run', '-x.jpg', '--tta'], options: { tta: false } },
  });
  for (const name of ['verify photos', 'compare a b', 'runs', 'explain run a', 'validate run'])
    expect(command(`${name} --plain`)).toMatchObject({ right: { shared: { plain: true } } });
});

test('every command that trains has --profile, --json, --tensorboard and --config', () => {
  const files = { 'a.json': { epochs: 2 } };
  for (const name of ['quickstart', 'by-hand', 'progressive', 'tta', 'mixup', 'label-smoothing', 'chapter'])
    expect(
      command(`${name} photos --profile --json --tensorboard --config a.json`.replace('tta', 'tta --data'), {
        files,
      }),
    ).toEqual(runs(name, { data: resolve('photos') }, { profile: true, json: true, tensorBoard: true }));
});

describe('an argument', () => {
  test('of a pipeline is its data, of tta its run', () => {
    expect(command('baseline photos')).toEqual(command('baseline --data photos'));
    expect(command('run baseline photos --lr 1')).toEqual(command('baseline --lr 1 --data photos'));
    expect(command('show-batch photos')).toEqual(command('show-batch --data photos'));
    expect(command('tta run')).toEqual(command('tta --from run'));
    expect(command('baseline imagenette')).toEqual(runs('baseline', { data: 'imagenette' }));
  });

  test('overrides the environment and the configuration file', () => {
    const around = {
      files: { 'millrace.config.json': { data: 'other' } },
      environment: { MILLRACE_DATA: 'others' },
    };
    expect(command('baseline photos', around)).toEqual(runs('baseline', { data: resolve('photos') }));
  });

  test('may repeat its option, but not contradict it', () => {
    expect(command('baseline photos --data photos')).toEqual(command('baseline photos'));
    expect(mistakes('baseline photos --data imagenette')).toEqual([
      '--data: expected one value, received "photos" and "imagenette". For help: npm start -- baseline --help',
    ]);
  });

  test('is one', () => {
    expect(mistakes('baseline photos more')).toEqual([
      expect.stringContaining('baseline: expected at most 1 argument ([DIR]), received "photos", "more".'),
    ]);
  });
});

test('--version', () => {
  expect(textOf('--version')).toBe('millrace 1.2.3');
});

describe('mistakes', () => {
  test('are all reported at once', () => {
    const reported = mistakes(
      'baseline --data nowhere --lr banana --arch resnet --epochs 0 --bach-size 4 --mixup 1',
    );
    expect(reported).toHaveLength(6);
    expect(reported.join('\n')).toMatch(/--lr: expected a positive number.*received "banana"/);
    expect(reported.join('\n')).toMatch(/--arch: expected one of xresnet18, xresnet50, received "resnet"/);
    expect(reported.join('\n')).toMatch(/--epochs: expected a positive integer, received "0"/);
    expect(reported.join('\n')).toMatch(/--bach-size: unknown option. Did you mean --batch-size\?/);
    expect(reported.join('\n')).toMatch(/--data: .*nowhere, which does not exist/);
    expect(reported.join('\n')).toMatch(/--mixup: not an option of baseline. For help: /);
  });

  test.each([
    ['basline --data photos', /^basline: unknown command or guide. Did you mean baseline\?$/],
    ['baseline', /--data: expected a folder/],
    ['baseline --data', /--data: expected a folder.*received nothing/],
    ['photos', /^photos: a folder, not a command. To train on it: npm start -- train photos$/],
    ['./photos --lr 1', /^.\/photos: a folder, not a command/],
    ['list photos', /list: expected only options, received "photos"/],
    ['nonsense --help', /nonsense: unknown command or guide/],
    ['pipelins --help', /pipelins: unknown command or guide. Did you mean pipelines\?/],
    ['tta --from nowhere', /\/nowhere: expected a run's folder/],
    [
      'tta --from run --arch xresnet18',
      /--arch: cannot be combined with the model of a run \(--from\), which determines it. Omit --arch./,
    ],
    ['tta --from run --normalize none', /--normalize: cannot be combined with the model/],
    ['normalized --data photos --continue nowhere', /--continue: expected the folder of a run with a model/],
    ['baseline --data photos --valid 1.5', /--valid: expected auto, a fraction between 0 and 1/],
    ['train --data photos --valid auto:2', /--valid: expected auto, .* auto:2/],
    ['baseline --data photos --valid nowhere.txt', /--valid: .*nowhere.txt/],
    [
      'baseline --data photos --out run',
      /--out: expected an empty folder, received .*run, which already holds a run/,
    ],
    [
      'baseline --data photos --out /proc/x',
      /--out: expected a writable folder, received \/proc\/x: no folder can be created there/,
    ],
    ['baseline --data photos --size 20000', /--size: expected an integer from 16 to 2048/],
    ['baseline --data photos --batch-size 1', /--batch-size: expected at least 2, because batch norm/],
    ['progressive photos --start-batch-size 1', /--start-batch-size: expected at least 2, because/],
    ['lr-find photos --batch-size 1', /received 1\. With one image per step, the network learns nothing/],
    // As far from every option as it is long: no suggestion.
    ['baseline --data photos --foo', /--foo: unknown option. See --help/],
    ['baseline --data photos --json=1 --plain --speed 3', /--speed: not an option of baseline/],
    ['watch', /watch: expected 1 argument \(RUN\), received none/],
    ['watch a b', /watch: expected 1 argument \(RUN\), received "a", "b"/],
    ['compare a', /compare: expected 2 to 6 arguments \(RUN\), received "a"/],
    [
      'predict photo.JPG run --tta',
      /predict: expected the run, then images, received the image photo.JPG first. The run comes first: npm start -- predict run photo.JPG/,
    ],
    ['predict run a --json --format csv', /--format: cannot be combined with --json/],
    ['serve run --plain', /--plain: not an option of serve/],
    ['explain a.png b.png', /The run comes first: npm start -- explain RUN a.png b.png/],
    ['run', /run: expected 1 argument \(PIPELINE\), received none/],
    ['fit photos', /fit: unknown command or guide. Did you mean train\?/],
    ['baseline photos --arch resnet18', /--arch: .*received "resnet18". Did you mean xresnet18\?/],
    ['baseline photos --arhc xresnet18', /--arhc: unknown option. Did you mean --arch\?/],
    ['resume', /resume: expected 1 argument \(RUN\), received none/],
    ['resume run photos', /resume: expected 1 argument \(RUN\), received "run", "photos"/],
    ['resume nowhere', /\/nowhere: expected a run's folder, received nothing/],
    ['resume run --epochs 9', /--epochs: not an option of resume, which uses the options of the run/],
    ['epochs', /epochs: unknown command or guide. Did you mean --epochs\?/],
    ['baseline photos --resume runs/1', /--resume: unknown option. Did you mean --continue\?/],
    ['show-batch photos --profile', /--profile: not an option of show-batch/],
    ['cache items', /cache: expected no argument, or clean, received "items"/],
    ['cache clean --device cpu', /--device: not an option of cache/],
    ['doctor --epochs 3', /--epochs: not an option of doctor/],
  ])('%s', (line, message) => {
    expect(mistakes(line).join('\n')).toMatch(message);
    expect(mistakes(line)).toHaveLength(1);
  });
});
