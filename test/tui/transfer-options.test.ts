import * as E from 'fp-ts/lib/Either.js';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeError } from '../../src/core/index.ts';
import { isPathOption } from '../../tui/cli/is-path-option.ts';
import { optionTable } from '../../tui/cli/option-table.ts';
import { parseArguments } from '../../tui/cli/options.ts';
import { command, mistakes, runs, textOf } from './made-command-line.ts';

const table = optionTable({ architectures: ['xresnet18', 'xresnet50'], dataSets: [] });
const NAME = 'resnet18d.ra2_in1k';

describe('--pretrained', () => {
  test.each<readonly [string, Readonly<Record<string, unknown>>]>([
    ['--pretrained', { pretrained: 'default' }],
    [`--pretrained ${NAME}`, { pretrained: NAME }],
    [`--pretrained=${NAME}`, { pretrained: NAME }],
    ['--pretrained=me/net@main', { pretrained: 'me/net@main' }],
    ['--pretrained none', { pretrained: 'none' }],
    ['--pretrained --epochs 3', { pretrained: 'default', epochs: 3 }],
    ['--epochs 3 --pretrained', { pretrained: 'default', epochs: 3 }],
  ])('is parsed with a value or without: %s', (line, values) => {
    expect(parseArguments(line.split(' '), table)).toEqual({ positionals: [], values, errors: [] });
  });

  test('with an empty value is a mistake, as other options are without a value', () => {
    const [empty, bare] = ['--pretrained=', '--head'].map((each) => parseArguments([each], table).errors);
    expect(empty!.map(describeError)).toEqual([
      '--pretrained: expected the name of a model, a file or a folder, received nothing.',
    ]);
    expect(bare!.map(describeError)).toEqual(['--head: expected one of linear, fastai, received nothing.']);
  });

  test('takes the next word; before `--` it has none', () => {
    expect(command('baseline photos --pretrained')).toEqual(
      runs('baseline', { data: resolve('photos'), pretrained: 'default' }),
    );
    expect(command('baseline --pretrained -- photos')).toEqual(
      runs('baseline', { data: resolve('photos'), pretrained: 'default' }),
    );
    expect(mistakes('baseline --pretrained photos')).toEqual([
      expect.stringMatching(/^--data: expected .*Give the images first: .*baseline .*photos --pretrained$/),
    ]);
  });

  test('a path becomes absolute, a name does not', () => {
    const machine = { dataSets: [], isFolder: () => false, isFile: () => false };
    const isPath = (value: string, change: Partial<typeof machine> = {}): boolean =>
      isPathOption('pretrained', value, { ...machine, ...change });
    expect(isPath(NAME)).toBe(false);
    expect(isPath('default')).toBe(false);
    expect(isPath('w.safetensors', { isFile: () => true })).toBe(true);
    expect(isPath('models', { isFolder: () => true })).toBe(true);
    const options = (value: string) => command(`baseline photos --pretrained ${value}`);
    expect(options('old/run')).toEqual(runs('baseline', { pretrained: resolve('old/run') }));
    expect(options(NAME)).toEqual(runs('baseline', { pretrained: NAME }));
  });

  test('may be in a configuration, which a run records as a folder, with what it determined', () => {
    const pretrained = resolve('old/run');
    const files = { 'a.json': { pretrained, arch: 'xresnet18', normalize: 'imagenet', freeze: 'all' } };
    expect(command('baseline photos --config a.json', { files })).toEqual(
      runs('baseline', { pretrained, arch: 'xresnet18', normalize: 'imagenet', freeze: 'all' }),
    );
    expect(command('baseline photos --config a.json --pretrained none', { files })).toEqual(
      runs('baseline', { pretrained: 'none' }),
    );
  });
});

test('the other options of transfer learning, and their defaults', () => {
  const line = '--pretrained --freeze 2 --head fastai --head-dropout 0.3 --frozen-batch-norm fixed';
  const values = { freeze: 2, head: 'fastai', headDropout: 0.3, frozenBatchNorm: 'fixed' };
  for (const name of ['train', 'baseline', 'progressive', 'tta --data', 'mixup', 'lr-find'])
    expect(command(`${name} photos ${line}`)).toEqual(runs(name.split(' ')[0]!, values));
  expect(command('train photos --freeze all')).toEqual(runs('train', { freeze: 'all' }));
  expect(command('baseline photos --head fastai --head-dropout 0')).toEqual(
    runs('baseline', { head: 'fastai', headDropout: 0 }),
  );
  const unset = { pretrained: undefined, freeze: undefined, head: undefined, frozenBatchNorm: undefined };
  expect(command('baseline photos')).toEqual(runs('baseline', unset));
});

test('--continue and --from replace the start of a training: of a run they take no pretrained weights', () => {
  const runConfig = { data: '/the/run/photos', pretrained: '/gone', freeze: 3, head: 'fastai', epochs: 2 };
  const files = { 'millrace.config.json': { pretrained: NAME, freeze: 2 } };
  for (const around of [{ runConfig }, { runConfig, files }]) {
    expect(command('tta run', around)).toEqual(runs('tta', { pretrained: undefined, freeze: undefined }));
    expect(command('baseline --continue run', around)).toEqual(
      runs('baseline', { pretrained: undefined, freeze: undefined }),
    );
  }
});

describe('mistakes', () => {
  const determined = /cannot be combined with pretrained weights \(--pretrained\), which determine it/;
  test.each([
    ['baseline photos --freeze 2', /^--freeze: has no effect without pretrained weights\. Add --pretrained\./],
    ['baseline photos --frozen-batch-norm fixed', /^--frozen-batch-norm: has no effect without pretrained/],
    ['baseline photos --pretrained none --freeze 2', /^--freeze: has no effect without pretrained weights/],
    ['train photos --pretrained none --freeze 2', /^--freeze: has no effect without pretrained weights/],
    [`baseline photos --pretrained ${NAME} --arch xresnet18`, determined],
    [`baseline photos --pretrained ${NAME} --normalize batch`, determined],
    ['baseline photos --pretrained --normalize none', determined],
    ['baseline photos --freeze some', /^--freeze: expected an integer of at least 0, or all, received "some"/],
    ['baseline photos --freeze -1', /^--freeze: expected an integer of at least 0, or all, received "-1"/],
    ['baseline photos --freeze 0.5', /^--freeze: expected an integer of at least 0/],
    ['baseline photos --head round', /^--head: expected one of linear, fastai, received "round"/],
    ['baseline photos --head-dropout 1', /^--head-dropout: expected a number from 0 to below 1, e\.g\. 0\.5/],
    ['tta run --pretrained', /^--pretrained: cannot be combined with the model of a run \(--from\)/],
    ['tta run --head fastai', /^--head: cannot be combined with the model of a run \(--from\)/],
    ['baseline --continue run --pretrained', /^--pretrained: cannot be combined with the model of a run \(--continue\)/],
    ['baseline --continue run --head-dropout 0.1', /^--head-dropout: cannot be combined with the model of a run/],
    ['by-hand photos --pretrained', /^--pretrained: not an option of by-hand/],
    ['show-batch photos --head fastai', /^--head: not an option of show-batch/],
  ])('%s', (line, message) => {
    expect(mistakes(line)).toEqual([expect.stringMatching(message)]);
  }); // prettier-ignore

  test('an architecture without published weights', () => {
    const all = optionTable({ architectures: ['xresnet18', 'xse_resnet50'], dataSets: [] });
    const [message = '', ...others] = mistakes('baseline photos --pretrained --arch xse_resnet50', {
      table: all,
    });
    expect(message).toMatch(
      /^--pretrained: expected an architecture with published weights: xresnet18, .*resnet50.*, received xse_resnet50\. Choose one of them with --arch, or give the path of weights\.$/,
    );
    expect(message.replace(/, received.*/, '')).not.toContain('xse_');
    expect(others).toEqual([]);
    expect(mistakes('baseline photos --pretrained --arch xresnet18', { table: all })).toEqual([]);
  });

  test('none of them, for the arguments of a run that is repeated', () => {
    const files = { 'a.json': { pretrained: 'none', freeze: 2, frozenBatchNorm: 'fixed' } };
    expect(E.isRight(command('baseline photos --config a.json', { files }))).toBe(true);
  });
});

test('help lists them for commands that train, with the words of --pretrained', () => {
  const help = (name: string) => textOf(`${name} --help`) ?? '';
  for (const name of ['train', 'baseline', 'progressive', 'lr-find'])
    for (const option of ['pretrained', 'freeze', 'head', 'head-dropout', 'frozen-batch-norm'])
      expect(help(name)).toMatch(new RegExp(`^ {2}--${option}[ \\[]`, 'm'));
  expect(help('baseline').replace(/\s+/g, ' ')).toMatch(
    /--pretrained .*a name \(resnet18d\.ra2_in1k\), a file or a folder; without a value, the default weights of --arch; none: random weights/,
  );
  for (const name of ['by-hand', 'show-batch', 'validate', 'predict'])
    expect(help(name)).not.toMatch(/^ {2}--pretrained/m);
});
