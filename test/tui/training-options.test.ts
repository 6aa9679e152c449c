import { describe, expect, test } from 'vitest';
import { command, mistakes, runs, textOf } from './made-command-line.ts';

test('the best model is saved, by valid_loss, unless it is turned off', () => {
  expect(command('baseline photos')).toEqual(runs('baseline', { best: true, monitor: 'valid_loss' }));
  expect(command('baseline photos --no-best')).toEqual(runs('baseline', { best: false }));
  expect(command('baseline photos --monitor accuracy')).toEqual(runs('baseline', { monitor: 'accuracy' }));
  expect(command('tta run')).toEqual(runs('tta', { weights: 'best' }));
  expect(command('tta run --weights last')).toEqual(runs('tta', { weights: 'last' }));
});

test.each([
  ['90s', 90],
  ['30m', 1800],
  ['2h', 7200],
  ['1h30m', 5400],
  ['0.5h', 1800],
  ['45', 45],
])('--time-limit %s is %d seconds', (text, timeLimit) => {
  expect(command(`baseline photos --time-limit ${text}`)).toEqual(runs('baseline', { timeLimit }));
});

test('--budget has no effect if nothing is left to choose', () => {
  const given = '--arch xresnet18 --size 64 --item-size 80 --batch-size 16 --epochs 5 --lr 3e-3';
  expect(mistakes(`train photos --budget 1h ${given} --cache memory`)).toEqual([
    expect.stringMatching(/^--budget: has no effect if --arch, .* are all given/),
  ]);
  expect(command(`train photos --budget 1h ${given}`)).toEqual(runs('train', { budget: 3600 }));
  const files = { 'a.json': { arch: 'xresnet18', size: 64, itemSize: 80, batchSize: 16, epochs: 5, lr: 3e-3, cache: 'memory', budget: 60 } }; // prettier-ignore
  expect(command('train photos --config a.json', { files })).toEqual(runs('train', { budget: 60 }));
});

test('--lr may be searched first, also by a configuration', () => {
  expect(command('baseline photos --lr auto --ema 0.999')).toEqual(
    runs('baseline', { lr: 'auto', ema: 0.999 }),
  );
  const files = { 'a.json': { lr: 'auto', timeLimit: 60 } };
  expect(command('mixup photos --config a.json', { files })).toEqual(
    runs('mixup', { lr: 'auto', timeLimit: 60 }),
  );
  expect(command('lr-find photos --mixup 0.4')).toEqual(runs('lr-find', { mixup: 0.4, batchSize: 64 }));
});

test('class imbalance: weights, focal loss and balanced sampling', () => {
  expect(command('baseline photos --class-weights 0.5 --focal 2')).toEqual(
    runs('baseline', { classWeights: 0.5, focal: 2, balancedSampling: false }),
  );
  expect(command('by-hand photos --balanced-sampling --focal 0')).toEqual(
    runs('by-hand', { focal: 0, balancedSampling: true }),
  );
  const files = { 'a.json': { classWeights: 1, focal: 1.5, balancedSampling: false } };
  expect(command('progressive photos --config a.json', { files })).toEqual(
    runs('progressive', { classWeights: 1, focal: 1.5, balancedSampling: false }),
  );
  expect(command('label-smoothing photos --class-weights 1')).toEqual(
    runs('label-smoothing', { classWeights: 1 }),
  );
});

test('RandAugment and random erasing, for training, the search for a rate, and show-batch', () => {
  expect(command('baseline photos')).toEqual(
    runs('baseline', { autoAugment: false, augmentOps: 2, augmentMagnitude: 9 }),
  );
  const line = 'photos --auto-augment --augment-ops 3 --augment-magnitude 0.5 --erasing 0.25';
  const values = { autoAugment: true, augmentOps: 3, augmentMagnitude: 0.5, erasing: 0.25 };
  for (const name of ['by-hand', 'tta', 'label-smoothing', 'lr-find', 'show-batch'])
    expect(command(`${name} ${name === 'tta' ? '--data ' : ''}${line}`)).toEqual(runs(name, values));
  expect(command('mixup photos --config a.json', { files: { 'a.json': values } })).toEqual(
    runs('mixup', values),
  );
});

test('--no-augment, by a flag, the environment, a configuration and an earlier run', () => {
  expect(command('baseline photos')).toEqual(runs('baseline', { augment: undefined }));
  const off = { augment: false };
  for (const name of ['baseline', 'by-hand', 'progressive', 'mixup', 'lr-find', 'show-batch', 'train'])
    expect(command(`${name} photos --no-augment`)).toEqual(runs(name, off));
  const files = { 'a.json': off };
  expect(command('baseline photos --config a.json', { files })).toEqual(runs('baseline', off));
  expect(command('baseline photos --config a.json --augment', { files })).toEqual(
    runs('baseline', { augment: true }),
  );
  const environment = { MILLRACE_AUGMENT: 'false' };
  expect(command('baseline photos', { environment })).toEqual(runs('baseline', off));
  const runConfig = { data: '/the/run/photos', ...off };
  expect(command('baseline --continue run', { runConfig })).toEqual(runs('baseline', off));
  expect(command('baseline --continue run --augment', { runConfig })).toEqual(
    runs('baseline', { augment: true }),
  );
  expect(command('tta run', { runConfig })).toEqual(runs('tta', off));
});

describe('mistakes', () => {
  test.each([
    ['baseline photos --monitor accuracy --no-best', /--monitor: has no effect with --no-best\. Omit one/],
    [
      'baseline photos --time-limit soon',
      /--time-limit: expected a time, e.g. 30m, 2h or 90s, received "soon"/,
    ],
    ['baseline photos --time-limit 0m', /--time-limit: expected a time/],
    ['baseline photos --time-limit 5m3', /--time-limit: expected a time/],
    ['baseline photos --lr fast', /--lr: expected a positive number, e.g. 3e-3, or auto, received "fast"/],
    [
      'by-hand photos --lr auto',
      /--lr: expected a positive number, e.g. 3e-3, received auto, which by-hand does not support/,
    ],
    ['baseline photos --weights last', /--weights: not an option of baseline/],
    ['lr-find photos --profile', /--profile: not an option of lr-find/],
    ['baseline photos --ema 1', /--ema: expected a number from 0 to below 1, e.g. 0.999, received "1"/],
    ['lr-find photos --lr 1', /--lr: not an option of lr-find/],
    [
      'tta --data photos --weights last',
      /--weights: has no effect without the model of a run. Add --from RUN/,
    ],
    ['baseline photos --class-weights 2', /--class-weights: expected a number in 0..1, received "2"/],
    ['baseline photos --focal -1', /--focal: expected a number of at least 0, e.g. 2, received "-1"/],
    [
      'baseline photos --class-weights 1 --balanced-sampling',
      /--class-weights: cannot be combined with --balanced-sampling, which corrects the same imbalance/,
    ],
    [
      'label-smoothing photos --focal 2',
      /--focal: not an option of label-smoothing: focal loss and label smoothing are different losses/,
    ],
    ['chapter photos --focal 2', /--focal: not an option of chapter: focal loss and label smoothing/],
    ['show-batch photos --class-weights 1', /--class-weights: not an option of show-batch/],
    ['baseline photos --erasing 1.5', /--erasing: expected a number in 0..1, received "1.5"/],
    [
      'baseline photos --augment-magnitude 5',
      /--augment-magnitude: has no effect without --auto-augment\. Add --auto-augment/,
    ],
    [
      'baseline photos --auto-augment --augment-magnitude 11',
      /--augment-magnitude: expected a number in 0..10, received "11"/,
    ],
    [
      'baseline photos --no-augment --auto-augment',
      /--auto-augment: cannot be combined with --no-augment.*\. Omit --auto-augment or --no-augment/,
    ],
    ['train photos --no-augment --erasing 0.5', /--erasing: cannot be combined with --no-augment/],
    [
      'baseline photos --no-augment --interpolation once',
      /--interpolation: cannot be combined with --no-augment/,
    ],
    ['tta --data photos --no-augment', /--no-augment: cannot be combined with test-time augmentation/],
    ['tta run --balanced-sampling', /--balanced-sampling: cannot be combined with the model of a run/],
    ['tta run --ema 0.9', /--ema: cannot be combined with the model of a run/],
  ])('%s', (line, message) => {
    expect(mistakes(line)).toEqual([expect.stringMatching(message)]);
  });
});

test.each(['predict run a.jpg', 'serve run', 'validate run', 'tta run'])(
  '%s computes in float32, unless --precision says otherwise',
  (line) => {
    const name = line.split(' ')[0]!;
    const help = textOf(`${name} --help`)?.replace(/\s+/g, ' ');
    expect(help).toMatch(/--precision TYPE .* results differ slightly from float32 \(default float32\)/);
    expect(command(line)).toEqual(runs(name, { precision: 'float32' }));
    expect(command(`${line} --precision auto`)).toEqual(runs(name, { precision: 'auto' }));
    expect(mistakes(`${line} --precision int8`)).toEqual([
      expect.stringMatching(/^--precision: expected one of float32, bfloat16, float16, auto/),
    ]);
  },
);
