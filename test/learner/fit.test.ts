import * as E from 'fp-ts/lib/Either.js';
import { of, tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { cutMix, mixUp } from '../../src/batches/index.ts';
import type { Metric } from '../../src/core/index.ts';
import { accumulated, clipped, fit, fitOneCycle, lrFind, type Hook } from '../../src/learner/index.ts';
import { oneCycle } from '../../src/nn/index.ts';
import {
  failureOf,
  kinds,
  madeContext,
  madeData,
  madeLearner,
  meanColour,
  only,
  runPhase,
  small,
} from './made-run.ts';
import { madeFiles, madeWorld, numberOf, pixelsOf } from './made-world.ts';
import { decodeEach, rightOf } from '../support/decode-each.ts';

/** A fit with learning rate 0: the weights do not change. */
const constant = fit({
  name: 'constant',
  epochs: 1,
  schedule: () => ({ learningRates: [0], momentum: 0.9 }),
});

const lossesOf = (metrics: readonly Metric[]) => ({
  train: only(metrics, 'Step').map(({ loss }) => loss),
  valid: only(metrics, 'EpochRow').map(({ validLoss, scores }) => ({ validLoss, scores })),
});

describe('fit', () => {
  test('emits the phase, a row per epoch, and finally a PredictionSummary', async () => {
    using context = madeContext(madeLearner({}, madeData(), meanColour), { phase: 3 });
    const { metrics } = await runPhase(fitOneCycle(2, 0.01).run(context));
    const epoch = ['Step ×2', 'EvaluationStep ×2', 'CheckpointSaved', 'EpochRow'];
    expect(kinds(metrics)).toEqual(['PhaseStarted', ...epoch, ...epoch, 'PredictionSummary']);
    expect(metrics[0]).toEqual({
      _tag: 'PhaseStarted',
      phase: 3,
      name: 'fitOneCycle(2, 0.01)',
      kind: 'fit',
      epochs: 2,
      stepsPerEpoch: 2,
      batchSize: 4,
      size: [8, 8],
    });
    for (const metric of metrics)
      if (metric._tag !== 'CheckpointSaved') expect(metric).toMatchObject({ phase: 3 });
    expect(context.phase).toBe(4);
  });

  test('the schedule covers all epochs, from the first step to the last', async () => {
    using context = madeContext(madeLearner({}, madeData(), meanColour));
    const { metrics } = await runPhase(fitOneCycle(2, 0.01).run(context));
    const schedule = oneCycle(0.01);
    const hypers = [0, 0.25, 0.5, 0.75].map(schedule);
    expect(only(metrics, 'Step').map(({ learningRate, momentum }) => [learningRate, momentum])).toEqual(
      hypers.map(({ learningRates, momentum }) => [learningRates.at(-1), momentum]),
    );
  });

  test('a short last batch is validated but not trained on', async () => {
    using context = madeContext(madeLearner({}, madeData(), meanColour));
    const { metrics } = await runPhase(constant.run(context));
    expect(only(metrics, 'Step').map(({ count }) => count)).toEqual([4, 4]);
    expect(only(metrics, 'EvaluationStep').map(({ count }) => count)).toEqual([4, 1]);
  });

  test('validation does not augment, in any epoch or phase', async () => {
    const twice = fit({ name: 'twice', epochs: 2, schedule: () => ({ learningRates: [0], momentum: 0.9 }) });
    const validOf = async (phase: number) => {
      using context = madeContext(madeLearner({}, madeData(), meanColour), { phase });
      return lossesOf((await runPhase(twice.run(context))).metrics).valid;
    };
    const [first, second] = await validOf(0);
    expect(first?.validLoss).toBeGreaterThan(0);
    expect(second).toEqual(first);
    expect(await validOf(1)).toEqual([first, first]);
  });

  test('without validation images there is still a row', async () => {
    using context = madeContext(madeLearner({}, madeData(), meanColour), { files: madeFiles(4, 0) });
    const { metrics } = await runPhase(constant.run(context));
    expect(
      kinds(metrics)
        .filter((kind) => kind !== 'CheckpointSaved')
        .slice(0, 3),
    ).toEqual(['PhaseStarted', 'Step', 'EpochRow']);
    expect(only(metrics, 'EpochRow')).toMatchObject([{ validLoss: null, scores: {} }]);
  });

  test('errors with BadData if there are fewer training images than a batch', async () => {
    using context = madeContext(madeLearner({}, madeData(), meanColour), { files: madeFiles(3, 5) });
    expect(await failureOf(constant.run(context))).toMatchObject({
      _tag: 'BadData',
      where: 'training images',
      expected: 'at least one batch of 4',
      received: '3',
    });
  });

  test.each([
    ['a fit', constant],
    ['a search', lrFind({ numIt: 2 })],
  ])('one image per step with batch norm: %s errors with BadOption', async (_, phase) => {
    using context = madeContext(madeLearner({}, madeData({ batchSize: 1 })));
    expect(await failureOf(phase.run(context))).toMatchObject({
      _tag: 'BadOption',
      where: 'batch size (--batch-size)',
      received: '1',
    });
    using plain = madeContext(madeLearner({}, madeData({ batchSize: 1 }), meanColour));
    expect(kinds((await runPhase(phase.run(plain))).metrics).join()).toMatch(/Step/);
  });

  test.each([
    ['without a usable image', small, 8, 0],
    ['with one usable image and batch norm', small, 7, 0],
    ['with one usable image, without batch norm', meanColour, 7, 1],
    ['with two usable images', small, 6, 1],
  ])('a batch %s', async (_, network, bad, steps) => {
    const decode = decodeEach((path) =>
      of(numberOf(path) < bad ? E.left('not an image') : rightOf(pixelsOf(numberOf(path)))),
    );
    const data = madeData({ batchSize: 8 });
    const world = madeWorld({ decode });
    using context = madeContext(madeLearner({}, data, network), { world, files: madeFiles(8, 12) });
    const metrics: Metric[] = [];
    const run$ = constant.run(context).pipe(tap((metric) => metrics.push(metric)));
    if (steps === 0) expect(await failureOf(run$)).toMatchObject({ _tag: 'BadData', received: 'none' });
    else await runPhase(run$);
    const skipped = only(metrics, 'ItemSkipped').filter(({ split }) => split === 'train');
    expect(only(metrics, 'Step')).toHaveLength(steps);
    expect(skipped).toHaveLength(steps === 0 ? 8 : bad);
  });

  test('losses depend on the seed and the phase, not on the number of decoders', async () => {
    const losses = async (seed: number, phase: number, decoders: number) => {
      using context = madeContext(madeLearner({ seed }, madeData({ decoders }), meanColour), { phase });
      return lossesOf((await runPhase(constant.run(context))).metrics).train;
    };
    const first = await losses(1, 0, 8);
    expect(await losses(1, 0, 1)).toEqual(first);
    expect(await losses(1, 1, 8)).not.toEqual(first);
    expect(await losses(2, 0, 8)).not.toEqual(first);
  });
});

describe('mixing', () => {
  const lossesWith = async (...hooks: readonly Hook[]) => {
    using context = madeContext(madeLearner({ hooks }, madeData(), meanColour));
    return lossesOf((await runPhase(constant.run(context))).metrics);
  };

  test.each([
    ['MixUp', mixUp(0.4)],
    ['CutMix', cutMix()],
  ])('%s changes training, not validation', async (_, mix) => {
    const [plain, mixed] = [await lossesWith(), await lossesWith(mix)];
    expect(mixed.train).not.toEqual(plain.train);
    expect(mixed.train.every((loss) => loss > 0)).toBe(true);
    expect(mixed.valid).toEqual(plain.valid);
  });

  test('mixing is reproducible', async () => {
    expect(await lossesWith(mixUp(0.4))).toEqual(await lossesWith(mixUp(0.4)));
  });
});

describe('hooks', () => {
  test('need different names', async () => {
    using context = madeContext(madeLearner({ hooks: [clipped(1)] }, madeData(), meanColour));
    const twice = fitOneCycle(1, 0.01, { hooks: [clipped(2)] });
    expect(await failureOf(twice.run(context))).toMatchObject({
      _tag: 'BadOption',
      where: 'hooks',
      received: '"clipped, clipped"',
    });
  });

  test('gradients are accumulated first and clipped last, whatever the order of the list', async () => {
    const losses = async (...hooks: readonly Hook[]) => {
      using context = madeContext(madeLearner({ hooks }, madeData(), meanColour));
      return lossesOf((await runPhase(fitOneCycle(2, 0.1).run(context))).metrics);
    };
    const ordered = await losses(accumulated(8), clipped(0.01));
    expect(await losses(clipped(0.01), accumulated(8))).toEqual(ordered);
    expect(await losses(accumulated(8))).not.toEqual(ordered);
  });
});
