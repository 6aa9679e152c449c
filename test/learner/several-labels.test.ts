import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { cutMix, labelledPixels, mixUp } from '../../src/batches/index.ts';
import {
  createRng,
  type Batch,
  type ImageFile,
  type ImageFiles,
  type PredictionSummary,
} from '../../src/core/index.ts';
import {
  fitOneCycle,
  imageData,
  learner,
  run,
  trainBatches,
  tta,
  type LearnerOptions,
} from '../../src/learner/index.ts';

import { inScope, tf, type Tensor4D } from '../../src/engine/index.ts';
import { multiLabel, singleLabel } from '../../src/nn/index.ts';
import { collect } from '../support/collect.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { madeData, meanColour, only } from './made-run.ts';
import { madeFiles, madeWorld } from './made-world.ts';

/** The images of {@link madeFiles}, which have no, one or both labels. */
const labelsOf = (file: ImageFile): ImageFile => {
  const target = [[], [0], [0, 1]][file.index % 3]!;
  return { ...file, target, label: target.map((index) => ['dark', 'bright'][index]!) };
};
const files: ImageFiles = {
  ...madeFiles(),
  train: madeFiles().train.map(labelsOf),
  valid: madeFiles().valid.map(labelsOf),
};
const data = imageData({ files: of(files), item: [], batch: [], batchSize: 4, size: 8 });

async function metricsOf(options: LearnerOptions = {}) {
  const saved = new Map<string, string>();
  const world = madeWorld({
    saveText: (name, text) => {
      saved.set(name, text);
      return of({ path: name, bytes: text.length });
    },
  });
  const metrics = await collect(
    run(
      world,
      { name: 'labels', config: {} },
      learner(data, meanColour, options),
      fitOneCycle(1, 0.01),
      tta({ n: 1 }),
    ),
  );
  return { metrics, saved };
}

describe('images with several labels', () => {
  test('are trained on, validated and augmented at test time', async () => {
    const { metrics, saved } = await metricsOf();
    expect(only(metrics, 'RunStarted')[0]).toMatchObject({ task: 'multi-label' });
    const names = ['accuracy_multi', 'f1', 'average_precision'];
    expect(Object.keys(only(metrics, 'EpochRow')[0]!.scores)).toEqual(names);
    const summaries = only(metrics, 'PredictionSummary') as readonly PredictionSummary[];
    for (const { confusion, counts, scores } of summaries) {
      expect(confusion).toBeNull();
      expect(Object.keys(scores)).toEqual(names);
      expect(counts.map(({ actual }) => actual)).toEqual(
        [0, 1].map((index) => files.valid.filter(({ target }) => [target].flat().includes(index)).length),
      );
    }
    const lines = saved.get('predictions.csv')!.trim().split('\n').slice(1);
    expect(lines.map((line) => line.split(',')[1])).toEqual(
      files.valid.map(({ label }) => [label].flat().join(';')),
    );
  });

  test('need a task for several labels', async () => {
    const single = { ...data, task: singleLabel() };
    const failing = run(
      madeWorld(),
      { name: 'x', config: {} },
      learner(single, meanColour),
      fitOneCycle(1, 0.01),
    );
    await expect(collect(failing)).rejects.toThrow(
      'imageData task: expected multiLabel(): the images have lists of labels, received singleLabel()',
    );
  });

  test.each([mixUp(), cutMix()])('are mixed with their labels', async ({ mix }) => {
    const [batch] = await collect(batches());
    const { images, targets } = batch!;
    if (images === null || targets._tag !== 'LabelTargets') throw new Error('expected images with labels');
    const blends = inScope(() => mix(images, targets, createRng(3).draws()).targets);
    if (blends._tag !== 'LabelTargets') throw new Error('expected labels');
    expect(blends.shape).toEqual(targets.shape);
    const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);
    expect(blends.values.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(blends.values).not.toEqual(targets.values);
    expect(sum(blends.values)).toBeGreaterThan(0);
    batch![Symbol.dispose]();
  });

  test('are shown with all of their labels, those of blends with fractions', async () => {
    const [batch] = await collect(batches());
    const values = Float32Array.of(1, 0, 1, 1, 0, 0, 0.25, 0.75);
    const shown = await collect(
      of(batch!.with({ targets: { _tag: 'LabelTargets', shape: [4, 2], values } })).pipe(
        labelledPixels({ vocab: files.vocab }),
      ),
    );
    expect(shown[0]!.map(({ label }) => label)).toEqual([
      'dark',
      'dark, bright',
      '',
      'dark 0.25, bright 0.75',
    ]);
  });

  test('leave no tensor behind, completed or unsubscribed', async () => {
    const before = tf.memory().numTensors;
    await metricsOf({ hooks: [mixUp()] });
    expect(tf.memory().numTensors).toBe(before);
    expectNoLeaks(() => {
      run(madeWorld(), { name: 'x', config: {} }, learner(data, meanColour), fitOneCycle(1, 0.01))
        .subscribe({ error: () => {} })
        .unsubscribe();
    });
  });
});

const batches = () =>
  trainBatches(files, {
    world: madeWorld(),
    data: { ...madeData({ size: 8 }), task: multiLabel() },
    rng: createRng(1),
    epoch: 0,
  });

test('images without labels can be collated, but neither mixed nor scored', async () => {
  const unlabelled = { ...files, train: files.train.map(({ target: _, ...file }) => file as ImageFile) };
  const [batch] = await collect(
    trainBatches(unlabelled, {
      world: madeWorld(),
      data: madeData({ size: 8 }),
      rng: createRng(1),
      epoch: 0,
    }),
  );
  const { targets } = batch as Batch<Tensor4D>;
  expect(targets).toEqual({ _tag: 'NoTargets', count: 4 });
  batch![Symbol.dispose]();
});
