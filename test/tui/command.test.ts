import * as E from 'fp-ts/Either';
import { expect, test } from 'vitest';
import { describeError } from '../../src/core/index.ts';
import { commandOf } from '../../tui/cli/command.ts';
import { trainingTable } from '../../tui/cli/training-table.ts';

const pipelines = {
  quickstart: { summary: 'small', defaults: { arch: 'xresnet18', epochs: 8 } },
  baseline: { summary: 'first table', defaults: { arch: 'xresnet50', epochs: 5 } },
};
const command = (line: string) =>
  commandOf(
    line.split(' ').filter((word) => word !== ''),
    trainingTable(['xresnet18', 'xresnet50']),
    pipelines,
    (path) => path.endsWith('photos'),
  );
const mistakes = (line: string): readonly string[] => {
  const result = command(line);
  return E.isLeft(result) ? result.left.map(describeError) : [];
};

test('nothing at all is the quick start', () => {
  expect(command('')).toEqual(
    E.right({
      _tag: 'Train',
      pipeline: 'quickstart',
      options: { arch: 'xresnet18', epochs: 8 },
      device: 'cpu',
      out: undefined,
    }),
  );
});

test('options override the defaults of the pipeline, with a space or an equals sign', () => {
  const expected = expect.objectContaining({
    _tag: 'Train',
    pipeline: 'baseline',
    options: expect.objectContaining({ arch: 'xresnet18', epochs: 5, lr: 0.003, batchSize: 16 }) as unknown,
  }) as unknown;
  expect(command('baseline --data photos --arch xresnet18 --lr 3e-3 --batch-size=16')).toEqual(
    E.right(expected),
  );
  expect(command('run baseline --data=photos --arch=xresnet18 --lr=3e-3 --batch-size 16')).toEqual(
    E.right(expected),
  );
});

test('every mistake is told at once', () => {
  const told = mistakes('baseline --data nowhere --lr banana --arch resnet --epochs 0 --bach-size 4');
  expect(told).toHaveLength(5);
  expect(told.join('\n')).toMatch(/--lr: expected a positive number.*received "banana"/);
  expect(told.join('\n')).toMatch(/--arch: expected one of xresnet18, xresnet50, received "resnet"/);
  expect(told.join('\n')).toMatch(/--epochs: expected a whole number from 1, received "0"/);
  expect(told.join('\n')).toMatch(/--bach-size: .*Did you mean --batch-size\?/);
  expect(told.join('\n')).toMatch(/--data: .*nowhere, which is not a folder/);
});

test.each([
  ['basline --data photos', /command: .*received "basline".*Did you mean baseline\?/],
  ['baseline', /--data: expected a folder/],
  ['baseline --data', /--data: expected a folder, received nothing/],
  ['baseline photos --data photos', /received "photos" as well/],
])('%s', (line, told) => {
  expect(mistakes(line).join('\n')).toMatch(told);
});

test('help of everything, and of one pipeline with its defaults', () => {
  expect(command('--help')).toEqual(
    E.right({ _tag: 'Help', text: expect.stringMatching(/baseline.*first table/) as unknown }),
  );
  expect(command('baseline --help')).toEqual(
    E.right({ _tag: 'Help', text: expect.stringMatching(/--epochs N.*\(default 5\)/) as unknown }),
  );
});
