import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AppError } from '../../src/core/index.ts';
import { command, mistakes, resolved, type Surroundings } from './made-command-line.ts';

describe('images to check first', () => {
  const asked = (words: string, around: Surroundings = {}) => resolved(words, around).images;
  const sizes = (words: string) =>
    asked(words)?.batchSizes.map(({ option, size, isDefault }) => [option, size, isDefault]);

  test('those of a folder, with their options', () => {
    expect(asked('baseline --data photos --limit 40 --valid folders')).toMatchObject({
      options: { data: resolve('photos'), limit: 40, valid: 'folders', seed: 42 },
      batchSizes: [{ option: '--batch-size', size: 64, isDefault: true, processes: 1 }],
    });
    expect(sizes('chapter --data photos --start-batch-size 8')).toEqual([
      ['--batch-size', 64, true],
      ['--start-batch-size', 8, false],
    ]);
  });

  test('several processes share a batch; one that is chosen later has two images for each', () => {
    expect(asked('train photos --processes 4')?.batchSizes).toEqual([
      { option: '--batch-size', size: 8, isDefault: true, processes: 4 },
    ]);
  });

  test('defaults replace invalid options', () => {
    expect(asked('baseline --data photos --lr banana --limit 0 --valid 7')).toMatchObject({
      options: { data: resolve('photos'), limit: undefined, valid: '0.2' },
    });
  });

  test('a default in place of an invalid option is not reported', () => {
    expect(sizes('chapter --data photos --batch-size banana')).toEqual([['--start-batch-size', 128, true]]);
    expect(asked('quickstart --data photos --valid 7')?.options['valid']).toBe('0.2');
    const files = { 'bad.json': { batchSize: 8, valid: 'folders', epochz: 1 } };
    expect(asked('baseline --data photos --config bad.json', { files })).toMatchObject({
      options: { valid: 'folders' },
      batchSizes: [{ option: '--batch-size', size: 8, isDefault: false }],
    });
  });

  test('show-batch and tta need no full batch', () => {
    expect(mistakes('show-batch photos --batch-size 1')).toEqual([]);
    expect(mistakes('tta --from run --batch-size 1')).toEqual([]);
    expect(asked('show-batch --data photos')).toMatchObject({ batchSizes: [] });
    expect(asked('tta --from run --data photos')).toMatchObject({ batchSizes: [] });
  });

  test.each([
    '',
    'baseline',
    'baseline --data imagenette',
    'baseline --data photos --help',
    'runs',
    'basline',
  ])('none for "%s"', (words) => {
    expect(asked(words)).toBeNull();
  });

  test('batch sizes that fit them replace defaults, with a notice', () => {
    const batchSizes = [
      { option: '--batch-size', size: 16, instead: 64, count: 70 },
      { option: '--start-batch-size', size: 16, instead: 128, count: 70 },
    ];
    expect(command('progressive photos', { images: { batchSizes } })).toMatchObject({
      right: {
        options: { batchSize: 16, startBatchSize: 16 },
        notices: [
          '--batch-size is 16: with the default of 64, an epoch of 70 training images would have 1 step',
          '--start-batch-size is 16: with the default of 128, an epoch of 70 training images would have no step',
        ],
      },
    });
    expect(command('progressive photos')).toMatchObject({
      right: { options: { batchSize: 64 }, notices: [] },
    });
  });

  test('their mistakes are reported with all others', () => {
    const errors: readonly AppError[] = [
      { _tag: 'BadData', where: '/photos', expected: 'images', received: 'none', advice: '' },
    ];
    const reported = mistakes('baseline --data photos --lr banana', { images: { errors } });
    expect(reported).toEqual([expect.stringContaining('--lr'), '/photos: expected images, received none.']);
  });
});
