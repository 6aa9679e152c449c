import { concat, NEVER, of, throwError } from 'rxjs';
import { expect, test } from 'vitest';
import { imagenetStats } from '../../src/batches/index.ts';
import type { ImageFiles } from '../../src/core/index.ts';
import { fitOneCycle, withData } from '../../src/learner/index.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';
import {
  changed,
  failureOf,
  madeContext,
  madeData,
  madeLearner,
  meanColour,
  only,
  runPhase,
} from './made-run.ts';
import { madeFiles } from './made-world.ts';

const larger = madeData({ size: [10, 12], batchSize: 3, files: of(madeFiles(7, 2)) });

test.each([
  ['ends when the images are listed', '--(f|)', '--|', '^-!'],
  ['never', '-', '-', '^'],
  ['empty', '--|', '--|', '^-!'],
  ['an error', '--#', '--#', '^-!'],
])('%s', (_, diagram, expected, subscriptions) => {
  using context = madeContext();
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const files = cold<ImageFiles>(diagram, { f: madeFiles(7, 2) });
    const data = { ...larger, files };
    expectObservable(withData(data).run(context)).toBe(expected);
    expectSubscriptions(files.subscriptions).toBe(subscriptions);
  });
});

test('changes the data, keeps the weights, and emits no metric', async () => {
  using context = madeContext();
  const before = context.state.model.weights();
  const { metrics } = await runPhase(withData(larger).run(context));
  expect(metrics).toEqual([]);
  expect(context).toMatchObject({ data: larger, files: madeFiles(7, 2), phase: 0 });
  expect(changed(before, context.state.model.weights())).toEqual([]);
});

test('the next phase trains with the size, batches and images of the new data', async () => {
  using context = madeContext(madeLearner({}, madeData(), meanColour));
  const phases = [fitOneCycle(1, 0.01), withData(larger), fitOneCycle(1, 0.01)];
  const { metrics } = await runPhase(concat(...phases.map((phase) => phase.run(context))));
  const started = only(metrics, 'PhaseStarted');
  expect(
    started.map(({ phase, size, batchSize, stepsPerEpoch }) => [phase, size, batchSize, stepsPerEpoch]),
  ).toEqual([
    [0, [8, 8], 4, 2],
    [1, [10, 12], 3, 2],
  ]);
  const seen = only(metrics, 'PredictionSummary').map(({ counts }) =>
    counts.reduce((sum, { actual }) => sum + actual, 0),
  );
  expect(seen).toEqual([5, 2]);
  expect(context).toMatchObject({ data: larger, files: madeFiles(7, 2), phase: 2 });
});

test('computes the statistics of the new data', async () => {
  using context = madeContext(madeLearner({}, madeData({ normalization: imagenetStats }), meanColour));
  await runPhase(withData({ ...madeData({ batch: [] }), normalization: 'batch' }).run(context));
  expect(context.data.normalization?.mean).toHaveLength(3);
  expect(context.data.normalization).not.toEqual(imagenetStats);
});

test('errors with BadData if the classes differ', async () => {
  using context = madeContext();
  const other = madeData({ files: of(madeFiles(9, 5, ['cat', 'dog'])) });
  expect(await failureOf(withData(other).run(context))).toMatchObject({
    _tag: 'BadData',
    where: 'the classes of the images',
    expected: 'the classes of the model: dark, bright',
    received: 'cat, dog',
  });
});

test.each([
  ['completed', of(madeFiles())],
  ['failed', throwError(() => new Error('no images'))],
  ['unsubscribed', NEVER],
])('%s: no tensor leaks', (_, files) => {
  expectNoLeaks(() => {
    using context = madeContext();
    for (const normalization of [null, 'batch'] as const)
      withData({ ...madeData({ files }), normalization })
        .run(context)
        .subscribe({ error: () => {} })
        .unsubscribe();
  });
});
