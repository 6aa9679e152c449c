import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { take } from 'rxjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { baseline } from '../../pipelines/baseline.ts';
import { bookDefaults } from '../../pipelines/options.ts';
import { commandTable } from '../../pipelines/table.ts';
import { tta } from '../../pipelines/tta.ts';
import type { Prediction } from '../../src/core/index.ts';
import { loadModel, type LoadedModel } from '../../src/node.ts';
import { createWorld } from '../../src/world.ts';
import { collect } from '../support/collect.ts';
import { millrace } from '../support/command-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const temporary = temporaryFolder();
const at = (...names: readonly string[]): string => join(temporary.path, ...names);
const photos = at('photos');
let model: LoadedModel;

/** A photo of waves, wider than high, with more red or more blue. */
async function writePhoto(label: string, number: number): Promise<void> {
  const [width, height] = [48 + 3 * number, 36];
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const own = (label === 'red' ? 0 : 2) === i % 3 ? 60 : 0;
    return 90 + own + 60 * Math.sin(x / (3 + (number % 5))) + 40 * Math.sin(y / (2 + (number % 3)) + number);
  });
  await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toFile(join(photos, label, `${label}-${number}.jpg`));
}

/** Returns what a run predicted for its validation images: path, class, probability. */
const predictedBy = (run: string): readonly (readonly string[])[] =>
  readFileSync(join(run, 'predictions.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').filter((_, i) => i !== 1));

const options = {
  ...bookDefaults,
  ...{ data: photos, arch: 'xresnet18', size: 24, itemSize: 32, batchSize: 8, epochs: 1, best: false },
  ...{ valid: '0.5' },
  resize: 'pad',
  normalize: 'batch',
} as const;

beforeAll(async () => {
  for (const label of ['blue', 'red']) {
    mkdirSync(join(photos, label), { recursive: true });
    for (let i = 0; i < 12; i++) await writePhoto(label, i);
  }
  await collect(baseline.run(createWorld({ runFolder: at('run') }), options));
  const evaluation = { ...commandTable.tta.defaults, ...options, from: at('run'), weights: 'best' } as const;
  await collect(tta.run(createWorld({ runFolder: at('tta') }), evaluation));
  model = await loadModel(at('run'));
}, 120_000);

afterAll(async () => {
  await model.dispose();
  temporary[Symbol.dispose]();
});

/** Compares predictions with those of a run. */
function expectAsIn(run: string, predictions: readonly Prediction[]): void {
  const expected = predictedBy(run);
  expect(expected.length).toBeGreaterThan(5);
  expect(predictions).toHaveLength(expected.length);
  predictions.forEach((prediction, i) => {
    const [path, label, probability] = expected[i]!;
    expect(prediction).toMatchObject({ path, label });
    expect('probability' in prediction && prediction.probability).toBeCloseTo(Number(probability), 5.5);
  });
}

describe('a model in a process of its own', () => {
  test.each([1, 8, 32])('predicts as training did, in batches of %i', async (batchSize) => {
    const paths = predictedBy(at('run')).map(([path]) => path!);
    expectAsIn(at('run'), await collect(model.predictions$(paths, { batchSize })));
  });

  test('predicts with test-time augmentation as `tta` did, in any order', async () => {
    const paths = predictedBy(at('tta')).map(([path]) => path!);
    const reversed = await collect(model.predictions$(paths.toReversed(), { tta: {} }));
    expectAsIn(at('tta'), reversed.toReversed());
    expect(readFileSync(at('tta', 'predictions.csv'))).not.toEqual(
      readFileSync(at('run', 'predictions.csv')),
    );
  });

  test('one image, its bytes, and a list of both', async () => {
    const [file] = predictedBy(at('run'));
    const [path = '', label] = file!;
    const top = await model.predict(path);
    expect(top[0]?.label).toBe(label);
    expect(top[0]!.probability + top[1]!.probability).toBeCloseTo(1, 5);
    expect(await model.predict(readFileSync(path))).toEqual(top);
    // A batch of two may be summed in another order.
    const best = [{ label, probability: expect.closeTo(top[0]!.probability, 6) as number }];
    expect(await model.predict([path, readFileSync(path)], { topK: 1 })).toEqual([best, best]);
  });

  test('computes in another precision, nearly the same', async () => {
    const paths = predictedBy(at('run')).map(([path]) => path!);
    await using narrow = await loadModel(at('run'), { precision: 'float16' });
    expect([model.precision, narrow.precision]).toEqual(['float32', 'float16']);
    const [wide, found] = [await model.predict(paths), await narrow.predict(paths)];
    expect(found).not.toEqual(wide);
    const close = (p: number): unknown => expect.closeTo(p, 1);
    expect(found).toEqual(
      wide.map((all) => all.map((one) => ({ ...one, probability: close(one.probability) }))),
    );
  });

  test('a bad image rejects; the stream reports it in its place; others at the same time are answered', async () => {
    const [[good = ''] = []] = predictedBy(at('run'));
    writeFileSync(at('letter.jpg'), 'Dear Sir');
    const [rejected, ...answered] = await Promise.allSettled([
      model.predict(at('letter.jpg')),
      model.predict(good),
      collect(model.predictions$([at('letter.jpg'), good])),
    ]);
    expect(rejected).toMatchObject({ status: 'rejected', reason: { detail: { _tag: 'BadData' } } });
    expect(answered).toMatchObject([
      { status: 'fulfilled' },
      { value: [{ error: expect.stringContaining('not a') as string }, { path: good }] },
    ]);
    await expect(model.predict(at('nope.jpg'))).rejects.toThrow(/nope\.jpg: no such file\. predictions/);
    // A cancelled request leaves the process free for the next.
    expect(
      await collect(model.predictions$(Array.from({ length: 40 }, () => good)).pipe(take(1))),
    ).toHaveLength(1);
    expect(await model.predict(good)).toHaveLength(2);
  });

  test('what cannot be loaded rejects with the reason, and so does everything after dispose', async () => {
    await expect(loadModel(at('letter.jpg'))).rejects.toThrow(/expected a run folder with model.safetensors/);
    await expect(loadModel(at('run'), { device: 'tpu' as 'cpu' })).rejects.toThrow(/expected 'cpu' or 'gpu'/);
    await expect(loadModel(at('run'), { threads: 0 })).rejects.toThrow(
      /threads: expected a positive integer/,
    );
    await expect(loadModel(at('run'), { precision: 'int8' as 'auto' })).rejects.toThrow(
      /precision: expected 'float32', 'bfloat16', 'float16' or 'auto', received int8/,
    );
    const other = await loadModel(at('run', 'model.safetensors'), { threads: 1 });
    const pending = other.predict(predictedBy(at('run'))[0]![0]!);
    await other.dispose();
    await expect(pending).rejects.toThrow(/expected a loaded model, received a disposed one/);
    await expect(other.predict('x.jpg')).rejects.toThrow(/expected a loaded model, received a disposed one/);
    await other.dispose();
  });
});

test('the command prints predictions alone on standard output, by the paths of its arguments', async () => {
  writeFileSync(at('photos', 'letter.jpg'), 'Dear Sir');
  const { code, stdout, stderr } = await millrace([
    'predict',
    at('run'),
    photos,
    at('nope.jpg'),
    '--json',
    '--precision',
    'auto',
  ]);
  const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as Prediction); // prettier-ignore
  expect(lines).toHaveLength(26);
  expect(lines[0]).toMatchObject({ path: join(photos, 'blue', 'blue-0.jpg'), top: [{}, {}] });
  // Sorted between the folders blue and red.
  expect([lines[12], lines[25]]).toEqual([
    { path: join(photos, 'letter.jpg'), error: expect.stringContaining('cannot be decoded') as string },
    { path: at('nope.jpg'), error: 'no such file or folder' },
  ]);
  expect(stderr).toMatch(
    /^Loading the model of .*\nprecision (float32|bfloat16): .*\nPredicted 24 images in \d\d:\d\d; 2 images could not be used\n$/,
  );
  expect(code).toBe(0);
});

test('explain draws each image into a folder, and prints the map as JSON; an unknown class exits with 2', async () => {
  const image = join(photos, 'red', 'red-1.jpg');
  const args = ['explain', at('run'), image, at('nope.jpg'), '--out', at('explained')];
  const { code, stdout } = await millrace([...args, '--class', 'red', '--stage', 'stage1', '--json']);
  const [explained, missing] = stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown); // prettier-ignore
  const file = at('explained', 'red-1-explained.png');
  expect(explained).toMatchObject({ path: image, label: 'red', map: { height: 3, width: 3 }, file });
  expect(missing).toEqual({ path: at('nope.jpg'), error: 'no such file or folder' });
  expect(await sharp(file).metadata()).toMatchObject({ format: 'png', width: 2 * 336 + 12 + 32 });
  expect(code).toBe(0);
  const unknown = await millrace([...args, '--class', 'rde']);
  expect(unknown).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--class: expected red, blue/) as string,
  });
});
