import { NEVER, of, throwError } from 'rxjs';
import { expect, test } from 'vitest';
import { imagenetStats, normalizationOf, normalize } from '../../src/batches/index.ts';
import type { ImageFiles } from '../../src/core/index.ts';
import { fitOneCycle, inTurn, withData } from '../../src/learner/index.ts';
import { expectNothingLeft } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';
import {
  changed,
  failureOf,
  madeContext,
  madeData,
  madeLearner,
  meanColour,
  only,
  told,
} from './made-run.ts';
import { madeFiles } from './made-world.ts';

const larger = madeData({ size: 10, batchSize: 3, files: of(madeFiles(7, 2)) });

test.each([
  ['goes on where the images are listed', '--(f|)', '--(h|)', '^-!'],
  ['never', '-', '-', '^'],
  ['empty', '--|', '--|', '^-!'],
  ['an error', '--#', '--#', '^-!'],
])('%s', (_, diagram, expected, subscriptions) => {
  using context = madeContext();
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const files = cold<ImageFiles>(diagram, { f: madeFiles(7, 2) });
    const data = { ...larger, files };
    const h = { _tag: 'Handover', context: { ...context, data, files: madeFiles(7, 2) } };
    expectObservable(withData(data)(context)).toBe(expected, { h });
    expectSubscriptions(files.subscriptions).toBe(subscriptions);
  });
});

test('other data, the same weights; it is no phase that is told of', async () => {
  using context = madeContext();
  const before = context.model.weights();
  const { metrics, next } = await told(withData(larger)(context));
  expect(metrics).toEqual([]);
  expect(next?.model).toBe(context.model);
  expect(next?.optimizer).toBe(context.optimizer);
  expect(next?.phase).toBe(context.phase);
  expect(changed(before, context.model.weights())).toEqual([]);
});

test('what comes next trains on the other data: size, batches, images', async () => {
  using context = madeContext(madeLearner({}, madeData(), meanColour));
  const phases = inTurn(fitOneCycle(1, 0.01), withData(larger), fitOneCycle(1, 0.01));
  const { metrics, next } = await told(phases(context));
  const started = only(metrics, 'PhaseStarted');
  expect(
    started.map(({ phase, size, batchSize, stepsPerEpoch }) => [phase, size, batchSize, stepsPerEpoch]),
  ).toEqual([
    [0, [8, 8], 4, 2],
    [1, [10, 10], 3, 2],
  ]);
  const seen = only(metrics, 'PredictionSummary').map(({ confusion }) =>
    confusion.flat().reduce((a, b) => a + b),
  );
  expect(seen).toEqual([5, 2]);
  expect(next).toMatchObject({ data: larger, files: madeFiles(7, 2), phase: 2 });
});

test('the statistics of the other data are its own', async () => {
  using context = madeContext(madeLearner({}, madeData({ batch: [normalize(imagenetStats)] }), meanColour));
  const { next } = await told(withData(madeData({ batch: [], normalizeByBatch: true }))(context));
  expect(normalizationOf(next!.data.batch)).not.toBeNull();
  expect(normalizationOf(next!.data.batch)).not.toEqual(imagenetStats);
});

test('images of other classes are bad data', async () => {
  using context = madeContext();
  const other = madeData({ files: of(madeFiles(9, 5, ['cat', 'dog'])) });
  expect(await failureOf(withData(other)(context))).toMatchObject({
    _tag: 'BadData',
    where: 'the classes of the images',
    expected: 'those of the model: dark, bright',
    received: 'cat, dog',
  });
});

test.each([
  ['completed', of(madeFiles())],
  ['failed', throwError(() => new Error('no images'))],
  ['unsubscribed', NEVER],
])('%s: nothing is left', (_, files) => {
  expectNothingLeft(() => {
    using context = madeContext();
    for (const normalizeByBatch of [false, true])
      withData(madeData({ files, normalizeByBatch }))(context)
        .subscribe({ error: () => {} })
        .unsubscribe();
  });
});
