import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom, take, toArray, type Observable } from 'rxjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { byHand } from '../../pipelines/by-hand.ts';
import { baseline } from '../../pipelines/baseline.ts';
import { bookDefaults, type TrainingOptions } from '../../pipelines/options.ts';
import {
  fitOneCycle,
  imageData,
  imageFiles,
  learner,
  randomSplit,
  resize,
  augTransforms,
  run,
  tf,
  xresnet,
  type Metric,
} from '../../src/index.ts';
import { hasModel } from '../../src/io/index.ts';
import { createWorld } from '../../src/world.ts';
import { writePhotos } from '../support/photos.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const temporary = temporaryFolder();
const folder = temporary.path;
const world = createWorld({ runFolder: join(folder, 'run') });
const photos = join(folder, 'photos');

/** Writes images of two classes, and one file that is not an image. */
beforeAll(async () => {
  await writePhotos(photos);
  writeFileSync(join(photos, 'red', 'letter.jpg'), 'Dear Sir');
});

afterAll(() => {
  temporary[Symbol.dispose]();
});

const small = ({ outputs }: { readonly outputs: number }) =>
  xresnet({ name: 'small', outputs, blocks: [1, 1], expansion: 1, stem: [8, 8, 64], widen: 0.25 });

const train = (decoders: number): Observable<Metric> =>
  run(
    world,
    { name: 'test', config: {} },
    learner(
      imageData({
        files: imageFiles({ readDirectory: world.readDirectory, root: photos, split: randomSplit(0.25, 1) }),
        item: [resize(32)],
        batch: augTransforms({ size: 24, minScale: 0.75 }),
        batchSize: 5,
        decoders,
      }),
      small,
      { seed: 7 },
    ),
    fitOneCycle(2, 3e-3),
  );

const all = (metrics: Observable<Metric>): Promise<Metric[]> =>
  lastValueFrom(metrics.pipe(toArray()), { defaultValue: [] });

/** Returns the parts of the metrics that do not depend on time and memory. */
const history = (metrics: readonly Metric[]): unknown[] =>
  metrics.flatMap((metric) =>
    metric._tag === 'Step'
      ? [[metric.epoch, metric.step, metric.loss, metric.smoothLoss, metric.learningRate, metric.momentum]]
      : metric._tag === 'EpochRow'
        ? [[metric.epoch, metric.trainLoss, metric.validLoss, metric.scores]]
        : [],
  );

test('a seed determines the history, for any number of decoders; every tensor is disposed', async () => {
  const before = tf.memory().numTensors;
  const first = await all(train(8));
  expect(tf.memory().numTensors).toBe(before);
  expect(history(first)).toHaveLength(2 * (6 + 1));
  expect(history(await all(train(8)))).toEqual(history(first));
  expect(history(await all(train(1)))).toEqual(history(first));
  const tensors = first.flatMap((metric) => (metric._tag === 'EpochRow' ? [metric.memory.tensors] : []));
  expect(tensors[0]).toBe(tensors[1]);
});

test('a file that is not an image is reported and skipped, and training continues', async () => {
  const metrics = await all(train(4));
  const skipped = metrics.flatMap((metric) => (metric._tag === 'ItemSkipped' ? [metric.path] : []));
  expect(new Set(skipped)).toEqual(new Set([join(photos, 'red', 'letter.jpg')]));
  expect(metrics.at(-1)).toMatchObject({ _tag: 'RunEnded', why: 'completed', skipped: 1 });
});

test('unsubscribing in the middle of an epoch disposes every tensor', async () => {
  const before = tf.memory().numTensors;
  await lastValueFrom(train(8).pipe(take(5)), { defaultValue: null });
  // Images that are still being decoded are dropped when they arrive.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(tf.memory().numTensors).toBe(before);
});

const options: TrainingOptions & { readonly lr: number } = {
  ...bookDefaults,
  data: photos,
  arch: 'xresnet18',
  size: 32,
  itemSize: 32,
  epochs: 1,
  lr: 3e-3,
  batchSize: 8,
  normalize: 'imagenet',
  valid: '0.25',
  seed: 3,
};

test('byHand and baseline diverge at the same step, and save no model', async () => {
  const diverging = { ...options, lr: 1e10 };
  const errorOf = (metrics: Observable<Metric>): Promise<unknown> =>
    all(metrics).catch((cause: unknown) => cause);
  const empty = createWorld({ runFolder: join(folder, 'diverged') });
  const long = await errorOf(byHand.run(empty, diverging));
  expect(long).toMatchObject({ detail: { _tag: 'TrainingDiverged', expected: 'a finite loss' } });
  expect(await errorOf(baseline.run(empty, diverging))).toEqual(long);
  expect(hasModel(empty.runFolder)).toBe(false);
});

test('byHand emits the same metrics as baseline', async () => {
  const profiling = createWorld({ runFolder: join(folder, 'run'), profile: true });
  const [long, short] = [
    await all(byHand.run(profiling, options)),
    await all(baseline.run(profiling, options)),
  ];
  expect(history(long)).toEqual(history(short));
  const kinds = (metrics: readonly Metric[]): string[] => metrics.map(({ _tag }) => _tag);
  expect(kinds(long)).toEqual(kinds(short));
  expect(kinds(long).filter((kind) => kind === 'BestSaved')).toHaveLength(1);
  const files = readdirSync(profiling.runFolder).filter((name) => name.endsWith('.safetensors'));
  expect(files).toEqual(['best.safetensors', 'model.safetensors']);
  const profilesOf = (metrics: readonly Metric[]): unknown[] =>
    metrics.flatMap((metric) =>
      metric._tag === 'Profile'
        ? [[metric.steps, metric.operators.map(({ name, calls }) => [name, calls])]]
        : [],
    );
  expect(profilesOf(long)).toHaveLength(1);
  expect(profilesOf(long)).toEqual(profilesOf(short));
});

test('steps of one function equal those of a function for gradients and updates after it', async () => {
  const [long, short] = [await all(byHand.run(world, options)), await all(baseline.run(world, options))];
  const lossesOf = (metrics: readonly Metric[]): readonly number[] =>
    metrics.flatMap((metric) => (metric._tag === 'Step' ? [metric.loss] : []));
  const [split, whole] = [lossesOf(long), lossesOf(short)];
  expect(split).toHaveLength(whole.length);
  split.forEach((loss, step) => {
    expect(Math.abs(loss / whole[step]! - 1)).toBeLessThan(1e-6 * (step + 1));
  });
});
