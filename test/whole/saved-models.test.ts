import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { from, of, reduce } from 'rxjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { baseline } from '../../pipelines/baseline.ts';
import { bookDefaults } from '../../pipelines/options.ts';
import { commandTable } from '../../pipelines/table.ts';
import { tta, type TtaPipelineOptions } from '../../pipelines/tta.ts';
import type { PredictionSummary } from '../../src/core/index.ts';
import { runsIn, thumbnail } from '../../src/io/index.ts';
import { foldRunState, noRunState, runReport } from '../../src/reports/index.ts';
import { createWorld } from '../../src/world.ts';
import { compareLines } from '../../tui/lines/compare-lines.ts';
import { runsLines } from '../../tui/lines/runs-lines.ts';
import type { Spans } from '../../tui/lines/spans.ts';
import { recordedMetrics } from '../../tui/commands/watched-run.ts';
import { collect } from '../support/collect.ts';
import { only } from '../support/only.ts';
import { olderRun, olderRuns, writeOlderPhotos, writeOlderRun } from '../support/older-runs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const temporary = temporaryFolder();
const at = (...names: readonly string[]): string => join(temporary.path, ...names);
const photos = at('photos');
const valid = at('valid.txt');

beforeAll(async () => {
  await writeOlderPhotos(photos);
  writeFileSync(valid, ['n01440764/3.jpg', 'n02102040/2.jpg', 'n02102040/6.jpg'].join('\n'));
});

afterAll(() => {
  temporary[Symbol.dispose]();
});

const textOf = (lines: readonly Spans[]): string =>
  lines.map((spans) => spans.map(({ text }) => text).join('')).join('\n');

/** Returns the probabilities of the images with the highest losses: with few images, of all. */
const probabilitiesOf = (summary: PredictionSummary | undefined): unknown =>
  summary?.topLosses.map(({ path, actual, predicted }) => [path, actual, predicted]);

/** Evaluates a saved model with test-time augmentation. */
async function evaluate(change: Partial<TtaPipelineOptions>) {
  const options = { ...commandTable.tta.defaults, data: photos, n: 1, ...change };
  const metrics = await collect(tta.run(createWorld({ runFolder: at('evaluated') }), options));
  return {
    config: metrics.flatMap((metric) => (metric._tag === 'RunStarted' ? [metric.config] : []))[0],
    notices: metrics.flatMap((metric) => (metric._tag === 'Notice' ? [metric.text] : [])).join('\n'),
    summaries: metrics.filter((metric): metric is PredictionSummary => metric._tag === 'PredictionSummary'),
  };
}

test('test-time augmentation prepares images from the model file alone, as in training', async () => {
  const trained = { size: 16, itemSize: 24, resize: 'pad', interpolation: 'once' } as const;
  const options = { ...bookDefaults, ...trained, data: photos, valid, arch: 'xresnet18', batchSize: 8 };
  const run = createWorld({ runFolder: at('run') });
  const metrics = await collect(baseline.run(run, { ...options, epochs: 1, normalize: 'batch' }));
  const ofTraining = metrics.find((metric) => metric._tag === 'PredictionSummary');
  mkdirSync(at('alone'));
  copyFileSync(at('run', 'model.safetensors'), at('alone', 'm.safetensors'));
  // Options of other images change nothing.
  const other = { itemSize: 99, resize: 'crop', interpolation: 'twice' } as const;
  const alone = await evaluate({ from: at('alone', 'm.safetensors'), valid, ...other });
  expect(alone.summaries).toHaveLength(2);
  const [validation] = alone.summaries;
  // Losses of two functions, which round differently.
  expect(probabilitiesOf(validation)).toEqual(probabilitiesOf(ofTraining));
  expect(validation?.scores).toEqual(ofTraining?.scores);
  expect(alone.config).toMatchObject({ ...trained, normalize: 'batch' });
  expect(alone.notices).toContain('there is no validation.txt beside');
});

describe('runs of older versions', () => {
  test('their models are evaluated as by the version that saved them', async () => {
    const [name] = olderRuns;
    writeOlderRun(name, at(name));
    const config = JSON.parse(readFileSync(join(olderRun(name), 'config.json'), 'utf8')) as object;
    const { summaries, notices } = await evaluate({ ...config, data: photos, from: at(name) });
    // The output of 92b61cc.
    expect(summaries.map(({ topLosses }) => topLosses.map(({ loss }) => Number(loss.toFixed(4))))).toEqual([
      [0.8183, 0.8183, 0.8183, 0.6827],
      // Its draws were keyed otherwise.
      [0.8432, 0.8335, 0.8159, 0.7033],
    ]);
    expect(notices).toContain(
      'is of an older version, which did not record how images are prepared: --item-size 40, --resize crop ' +
        'and --interpolation twice are those of config.json beside it',
    );
  });

  test.each(olderRuns)('%s is watched and reported', async (name) => {
    const metrics = await collect(recordedMetrics(olderRun(name)));
    expect(metrics.at(-1)).toMatchObject({ _tag: 'RunEnded', why: 'completed' });
    const files = await collect(
      from(metrics).pipe(runReport({ rasterize: () => of(new Uint8Array()), thumbnail })),
    );
    expect(files.map((file) => file.name)).toEqual(expect.arrayContaining(['report.html', 'loss.png']));
  });

  test('they are listed and compared', async () => {
    const folder = dirname(olderRun('run-92b61cc'));
    const rows = textOf(runsLines(runsIn(folder, Date.now()), { folder, width: 120 }));
    expect(rows).toMatch(/^run-92b61cc .* baseline +xresnet18 +32 +2 +0\.250000 .* completed$/m);
    expect(rows).toMatch(/^run-85f7330 .* baseline +xresnet18 +32 +1 +0\.500000 +0\.500000 .* completed$/m);
    const runs = await Promise.all(
      olderRuns.map(async (name) => ({
        name,
        state: 'completed',
        run: await only(recordedMetrics(olderRun(name)).pipe(reduce(foldRunState, noRunState))),
      })),
    );
    expect(textOf(compareLines(runs, { width: 80 }))).toMatch(/^epochs +2 +1$/m);
  });
});
