import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { labelSmoothing } from '../../pipelines/label-smoothing.ts';
import { commandTable } from '../../pipelines/table.ts';
import { validate } from '../../pipelines/validate.ts';
import type { ValidateOptions } from '../../pipelines/options.ts';
import type { EpochRow, Metric, PredictionSummary } from '../../src/core/index.ts';
import { createWorld } from '../../src/world.ts';
import { collect } from '../support/collect.ts';
import { smallRuns } from '../support/small-runs.ts';

const { at, photos } = smallRuns();
const run = (): string => at('run');

/** Everything that may change the numbers of a validation. */
const trained = {
  ...commandTable.labelSmoothing.defaults,
  ...{ arch: 'xresnet18', size: 16, itemSize: 20, batchSize: 4, epochs: 2, lr: 1e-3 },
  ...{ valid: 'random:0.3', limit: 24, seed: 3, classWeights: 1, metrics: 'accuracy,f1' },
} as const;

let training: readonly Metric[] = [];

beforeAll(async () => {
  // Classes of different sizes, whose weights differ.
  for (let i = 0; i < 12; i++) rmSync(join(photos, 'red', `${i}.jpg`));
  const options = { ...trained, data: photos };
  training = await collect(labelSmoothing.run(createWorld({ runFolder: run() }), options));
  // The engine process records the options.
  writeFileSync(join(run(), 'config.json'), JSON.stringify(options));
}, 120_000);

const tagged = <T extends Metric['_tag']>(metrics: readonly Metric[], tag: T) =>
  metrics.filter((metric): metric is Extract<Metric, { readonly _tag: T }> => metric._tag === tag);

let runs = 0;

/** Validates with the options that the command line takes over from the run. */
async function validated(change: Partial<ValidateOptions> = {}) {
  const { valid, limit, seed, batchSize, classWeights, epsilon, metrics } = trained;
  const ofRun = { valid, limit, seed, batchSize, classWeights, epsilon, metrics };
  const options = { ...validate.defaults, ...ofRun, data: photos, from: run(), ...change };
  const runFolder = at(`validated-${++runs}`);
  const found = await collect(validate.run(createWorld({ runFolder }), options as ValidateOptions));
  return {
    summary: tagged(found, 'PredictionSummary')[0]!,
    notices: tagged(found, 'Notice').map(({ text }) => text),
    started: tagged(found, 'RunStarted')[0]!,
    textOf: (name: string): string => readFileSync(join(runFolder, name), 'utf8'),
  };
}

/** Other images have no list and no sample of the run. */
const other = (data: string) => ({ data, valid: 'auto', limit: undefined, classWeights: undefined });

const countOf = ({ counts }: PredictionSummary): number =>
  counts.reduce((sum, { actual }) => sum + actual, 0);

const ofRow = ({ validLoss, scores }: EpochRow): unknown => ({ loss: validLoss, scores });
const ofSummary = ({ loss, scores }: PredictionSummary): unknown => ({ loss, scores });

describe('the images of the run', () => {
  test('with its last and its best model, the numbers are those of training, to the last digit', async () => {
    const last = await validated({ weights: 'last' });
    const rows = tagged(training, 'EpochRow');
    expect(ofSummary(last.summary)).toEqual(ofRow(rows.at(-1)!));
    expect(last.summary).toEqual(tagged(training, 'PredictionSummary')[0]);
    const own = (name: string): string => readFileSync(join(run(), name), 'utf8');
    expect(last.textOf('predictions.csv')).toBe(own('predictions.csv'));
    expect(last.textOf('validation.txt')).toBe(own('validation.txt'));
    expect(last.notices[0]).toBe(
      `the images are the validation images of the run, in the order of ${join(run(), 'validation.txt')}`,
    );
    expect(last.started).toMatchObject({ trainCount: 0, validCount: 7, architecture: 'xresnet18' });
    const best = rows[tagged(training, 'BestSaved').at(-1)!.epoch]!;
    expect(ofSummary((await validated()).summary)).toEqual(ofRow(best));
  });

  test('in another precision, nearly the same', async () => {
    const [wide, narrow] = [await validated(), await validated({ precision: 'bfloat16' })];
    expect(narrow.started.config).toMatchObject({ precision: 'bfloat16' });
    expect(narrow.summary.loss).not.toBe(wide.summary.loss);
    expect(narrow.summary.loss).toBeCloseTo(wide.summary.loss!, 1);
    const auto = await validated({ precision: 'auto' });
    const found = auto.started.config['precision'] === 'float32' ? wide : narrow;
    expect(auto.summary).toEqual(found.summary);
    expect(auto.notices.join()).toMatch(/precision (float32|bfloat16): bfloat16 /);
  });

  test('its training images, in the order of the list; all images', async () => {
    const train = await validated({ split: 'train' });
    const names = train.textOf('validation.txt').trim().split('\n');
    expect(names).toHaveLength(17);
    expect(names).toEqual(names.toSorted());
    const valid = readFileSync(join(run(), 'validation.txt'), 'utf8').trim().split('\n');
    expect(names.filter((name) => valid.includes(name))).toEqual([]);
    expect(countOf((await validated({ split: 'all' })).summary)).toBe(28);
    expect(countOf((await validated({ limit: 5 })).summary)).toBe(5);
  });

  test('a folder that was moved is still that of the run', async () => {
    renameSync(photos, at('moved'));
    const { summary, notices } = await validated({ ...other(at('moved')), weights: 'last' });
    renameSync(at('moved'), photos);
    expect(countOf(summary)).toBe(7);
    expect(notices[0]).toContain('the validation images of the run');
  });

  test('there are no test images', async () => {
    await expect(validated({ split: 'test' })).rejects.toThrow(`${photos}: expected test images`);
  });
});

describe('other images', () => {
  const place = (folder: string, name: string, label: string): void => {
    mkdirSync(at(folder, label), { recursive: true });
    copyFileSync(join(photos, name), at(folder, label, `other-${name.replace('/', '-')}`));
  };

  test('all images of a folder with some of the classes, which keep their indices', async () => {
    for (const i of [12, 13, 14]) place('reds', `red/${i}.jpg`, 'red');
    const { summary, notices, started } = await validated(other(at('reds')));
    expect(summary.counts.map(({ actual }) => actual)).toEqual([0, 3]);
    expect(started.vocab).toEqual(['blue', 'red']);
    expect(notices[0]).toBe(`the images are all images of ${at('reds')}`);
  });

  test('an unknown class is an error that names it', async () => {
    place('green', 'blue/1.jpg', 'blue');
    place('green', 'blue/2.jpg', 'green');
    await expect(validated(other(at('green')))).rejects.toThrow(
      'expected images of the classes of the model: blue, red, received images of green',
    );
  });

  test('the validation images of a folder that is split, or its test images', async () => {
    place('split', 'blue/1.jpg', 'train/blue');
    place('split', 'red/12.jpg', 'val/red');
    place('split', 'red/13.jpg', 'test/red');
    place('split', 'blue/4.jpg', 'test/blue');
    const { textOf } = await validated(other(at('split')));
    expect(textOf('validation.txt')).toBe('val/red/other-red-12.jpg\n');
    const { summary, notices } = await validated({ ...other(at('split')), split: 'test' });
    expect(countOf(summary)).toBe(2);
    expect(notices[0]).toBe(`the images are the test images of ${at('split')}`);
  });

  test('without the training images, the loss has no class weights, and a notice says so', async () => {
    const weighted = await validated({ ...other(at('reds')), classWeights: 1 });
    expect(weighted.notices.join()).toContain('the loss is without --class-weights');
    expect(weighted.summary.loss).toBe((await validated(other(at('reds')))).summary.loss);
  });

  test('a model file alone may have been trained on them, and a notice says so', async () => {
    mkdirSync(at('alone'), { recursive: true });
    copyFileSync(join(run(), 'model.safetensors'), at('alone', 'm.safetensors'));
    const { notices } = await validated({ ...other(at('reds')), from: at('alone', 'm.safetensors') });
    expect(notices.join()).toContain('there is no validation.txt beside');
  });
});
