import * as E from 'fp-ts/lib/Either.js';
import { of, ReplaySubject, take, takeWhile, tap, throwError, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Capabilities, Metric } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { fineTune, fitOneCycle, run, tta, withData, type Phase } from '../../src/learner/index.ts';
import { crossEntropy, type Loss } from '../../src/nn/index.ts';
import { collect } from '../support/collect.ts';
import { decodeEach } from '../support/decode-each.ts';
import { failureOf, kinds, madeData, madeLearner, only } from './made-run.ts';
import { madeFiles, madeWorld, numberOf, type MadeWorld } from './made-world.ts';

const larger = { ...madeData({ size: 10, batchSize: 3, batch: [] }), normalization: 'batch' } as const;
const progressive: readonly Phase[] = [fitOneCycle(1, 0.01), withData(larger), fineTune(1), tta({ n: 1 })];
const training = (world: Capabilities, phases = progressive): Observable<Metric> =>
  run(world, { name: 'made', config: {} }, madeLearner(), ...phases);

/** A step in the middle of each phase, the sizes of the models saved before it, and the current size. */
const middles = [
  ['the first fit', 0, 'Step', [], 8],
  ['validation of the first fit', 0, 'EvaluationStep', [], 8],
  ['the first fit of fineTune, on larger images', 1, 'Step', [8], 10],
  ['the second fit of fineTune', 2, 'Step', [8, 10], 10],
] as const;
const evaluating = ['test-time augmentation', 3, 'EvaluationStep', [8, 10, 10], 10] as const;
const isIn = (metric: Metric, phase: number, tag: Metric['_tag']): boolean =>
  metric._tag === tag && (metric as { readonly phase?: number }).phase === phase;

/** Runs until a metric, then requests a stop. */
async function stopAt(
  phase: number,
  tag: Metric['_tag'],
): Promise<{ readonly world: MadeWorld; readonly metrics: readonly Metric[] }> {
  const stop$ = new ReplaySubject<string>(1);
  const world = madeWorld({ stop$ });
  const metrics = await collect(
    training(world).pipe(
      tap((metric) => {
        if (isIn(metric, phase, tag)) stop$.next('stop');
      }),
    ),
  );
  return { world, metrics };
}

const sizesOf = ({ saved }: MadeWorld): readonly number[] =>
  saved.map(({ description }) => description.size[0]);

describe('stop$', () => {
  test.each(middles)('in %s, saves the current model', async (_, phase, tag, before, size) => {
    const tensors = tf.memory().numTensors;
    const { world, metrics } = await stopAt(phase, tag);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(metrics.findIndex((metric) => isIn(metric, phase, tag))).toBe(metrics.length - 3);
    expect(metrics.slice(-2)).toMatchObject([
      { _tag: 'CheckpointSaved' },
      { _tag: 'RunEnded', why: 'stopped' },
    ]);
    expect(sizesOf(world)).toEqual([...before, size]);
    expect(world.saved.at(-1)?.description.normalization === null).toBe(size === 8);
  });

  test('in test-time augmentation, does not save the model again', async () => {
    const [, phase, tag, before] = evaluating;
    const { world, metrics } = await stopAt(phase, tag);
    expect(metrics.at(-2)).toMatchObject({ _tag: 'EvaluationStep', phase: 3 });
    expect(metrics.at(-1)).toMatchObject({ _tag: 'RunEnded', why: 'stopped' });
    expect(sizesOf(world)).toEqual(before);
  });

  test('before the first step, saves no model', async () => {
    const world = madeWorld({ stop$: of('stop') });
    const metrics = await collect(training(world));
    expect(kinds(metrics)).toEqual(['RunStarted', 'ImagesFound', 'RunEnded']);
    expect(world.saved).toEqual([]);
    expect(world.decoded).toEqual([]);
  });
});

describe('unsubscribed', () => {
  test.each([...middles, evaluating, ['saving', undefined, 'CheckpointSaved', [8], 8] as const])(
    'in %s: no tensor leaks, and nothing more is saved',
    async (_, phase, tag, sizes) => {
      const before = tf.memory().numTensors;
      const world = madeWorld();
      await collect(
        training(world).pipe(
          takeWhile((metric) => !(phase === undefined ? metric._tag === tag : isIn(metric, phase, tag))),
        ),
      );
      expect(tf.memory().numTensors).toBe(before);
      expect(sizesOf(world)).toEqual(sizes);
    },
  );

  test('after RunStarted: nothing was built', async () => {
    const before = tf.memory().numTensors;
    expect(kinds(await collect(training(madeWorld()).pipe(take(1))))).toEqual(['RunStarted']);
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** Returns a cross entropy that is NaN from the given call on: in training, and in validation (two batches per epoch). */
function failingLoss(meanFails: number, eachFails: number): Loss {
  let [means, eaches] = [0, 0];
  const factor = (isBad: boolean): number => (isBad ? NaN : 1);
  return {
    name: 'failing',
    mean: (...given) => tf.mul(crossEntropy.mean(...given), factor(++means >= meanFails)),
    perExample: (...given) =>
      tf.tidy(() => tf.mul(crossEntropy.perExample(...given), factor(++eaches >= eachFails))),
  };
}

describe('an error', () => {
  // 8 + 5 images in the first fit, 3 for statistics, twice 9 + 5, and twice 5 in test-time augmentation.
  test.each([
    ['the first batch', 0, []],
    ['the first fit', 5, []],
    ['validation', 10, []],
    ['the statistics of the larger images', 14, [8]],
    ['the first fit of fineTune', 20, [8]],
    ['the second fit of fineTune', 34, [8, 10]],
    ['test-time augmentation', 46, [8, 10, 10]],
    ['its last pass', 51, [8, 10, 10]],
  ])('in %s: no tensor leaks, and saved models remain', async (_, failing, sizes) => {
    const before = tf.memory().numTensors;
    const world = madeWorld();
    let decodes = 0;
    const decode = decodeEach((image, plan) =>
      decodes++ === failing ? throwError(() => new Error('no decoder')) : world.decode([{ image, plan }]),
    );
    await expect(collect(training({ ...world, decode }))).rejects.toThrow('no decoder');
    expect(tf.memory().numTensors).toBe(before);
    expect(sizesOf(world)).toEqual(sizes);
  });

  test.each([
    ['the first step', 1, Infinity, 'phase 1, epoch 1, step 1', []],
    ['the first validation', Infinity, 1, 'phase 1, epoch 1', []],
    ['the second epoch', 4, Infinity, 'phase 1, epoch 2, step 2', [8]],
    ['the second validation', Infinity, 3, 'phase 1, epoch 2', [8]],
  ])('a loss of NaN in %s: saves nothing more', async (_, meanFails, eachFails, where, sizes) => {
    const before = tf.memory().numTensors;
    const world = madeWorld();
    const run$ = run(
      world,
      { name: 'made', config: {} },
      madeLearner({ loss: failingLoss(meanFails, eachFails) }),
      fitOneCycle(3, 0.01),
    );
    expect(await failureOf(run$)).toMatchObject({ _tag: 'TrainingDiverged', where });
    expect(tf.memory().numTensors).toBe(before);
    expect(sizesOf(world)).toEqual(sizes);
  });

  test('while saving the model: no tensor leaks', async () => {
    const before = tf.memory().numTensors;
    const saveModel = () => throwError(() => new Error('the disk is full'));
    await expect(collect(training(madeWorld({ saveModel }), []))).rejects.toThrow('the disk is full');
    expect(tf.memory().numTensors).toBe(before);
  });

  test('the run errors if most images are unusable', async () => {
    const before = tf.memory().numTensors;
    const decode = decodeEach((path) => of(E.left(`no image: ${path}`)));
    expect(await failureOf(training(madeWorld({ decode })))).toMatchObject({
      _tag: 'TooManyBadItems',
      expected: 'at most 7 of 14 to be unusable',
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('the run continues if a few images are unusable, names them and counts them once', async () => {
    const world = madeWorld();
    const decode = decodeEach((image, plan) =>
      [2, 10].includes(numberOf(image)) ? of(E.left('not an image')) : world.decode([{ image, plan }]),
    );
    const metrics = await collect(training({ ...world, decode }, [fitOneCycle(1, 0.01)]));
    const paths = new Set(only(metrics, 'ItemSkipped').map(({ path, split }) => `${split} ${path}`));
    expect(paths).toEqual(new Set(['train /images/2.jpg', 'valid /images/10.jpg']));
    expect(metrics.at(-1)).toMatchObject({ _tag: 'RunEnded', why: 'completed', skipped: 2 });
    expect(madeFiles().valid.some(({ index }) => index === 10)).toBe(true);
  });
});
