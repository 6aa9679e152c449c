import { concat, map, NEVER, of, take } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { MillraceError, type Step } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { adam } from '../../src/nn/index.ts';
import { trainStep } from '../../src/steps/index.ts';
import { failAfter } from '../support/fail-after.ts';
import { expectNoLeaks, numberedFile, onePixelBatch } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';
import { descent, made, notAImage } from './lettered-batches.ts';
import {
  brokenLoss,
  colourModel,
  convolutionalModel,
  lossFailure,
  ownedState,
  trainConfig,
  weightsOf,
} from './tiny-model.ts';

const close = (value: number): number => expect.closeTo(value, 5) as number;
const [first, second] = descent(['a', 'b'], 0.5).losses as [number, number];

const step = (change: Partial<Step>): Step => ({
  _tag: 'Step',
  phase: 1,
  epoch: 2,
  step: 0,
  steps: 4,
  count: 2,
  loss: close(first),
  smoothLoss: close(first),
  learningRate: 0.5,
  momentum: 0.9,
  waitMs: 1,
  stepMs: 0,
  imagesPerSecond: 2000,
  memory: { rssBytes: 7, tensors: expect.any(Number) as number },
  ...change,
});

const smooth = close((0.98 * 0.02 * first + 0.02 * second) / (1 - 0.98 ** 2));
const steps = {
  x: step({}),
  y: step({ step: 1, count: 1, loss: close(second), smoothLoss: smooth, waitMs: 2, imagesPerSecond: 500 }),
  s: { _tag: 'ItemSkipped', split: 'train', path: '/images/99.jpg', reason: 'not an image' },
};

describe('trainStep', () => {
  test('emits one step per batch', () => {
    const scheduler = marbles();
    using state = ownedState(colourModel());
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const sourceSubs = '   ^----!';
      const expected = '     -x-y-|';
      const operator = trainStep(trainConfig(state, { now: () => scheduler.now() }));
      expectObservable(source.pipe(map(made), operator)).toBe(expected, steps);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['one batch', '-(a|)', '-(x|)', '^!'],
    ['a batch without images emits no step, only the skipped images', '-a-n-|', '-x-s-|', '^----!'],
    ['empty', '--|', '--|', '^-!'],
    ['never', '-', '-', '^'],
    ['an error', '-a-#', '-x-#', '^--!'],
  ])('%s', (_, diagram, expected, sourceSubs) => {
    const scheduler = marbles();
    using state = ownedState(colourModel());
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      const operator = trainStep(trainConfig(state, { now: () => scheduler.now() }));
      expectObservable(source.pipe(map(made), operator)).toBe(expected, steps);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('endless, unsubscribed early', () => {
    const scheduler = marbles();
    using state = ownedState(colourModel());
    scheduler.run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   -a-b-a-b-');
      const unsub = '        ----!';
      const expected = '     -x-y-';
      const operator = trainStep(trainConfig(state, { now: () => scheduler.now() }));
      expectObservable(source.pipe(map(made), operator), unsub).toBe(expected, steps);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
    expect(state.scalars.steps).toBe(2);
  });

  test('an exception in the loss errors the stream and trains nothing', () => {
    using state = ownedState(colourModel());
    const before = weightsOf(state.model);
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const operator = trainStep(trainConfig(state, { loss: brokenLoss }));
      expectObservable(source.pipe(map(made), operator)).toBe('-#', {}, lossFailure);
      expectSubscriptions(source.subscriptions).toBe('^!');
    });
    expect(weightsOf(state.model)).toEqual(before);
  });

  test('the skipped and the damaged images of a batch come before its step', () => {
    using state = ownedState(colourModel());
    const tags: string[] = [];
    const damaged = [{ file: numberedFile(0), reason: 'half of it is grey' }];
    of(onePixelBatch([[1, 0, 0]], { skipped: [notAImage, notAImage], damaged }))
      .pipe(trainStep(trainConfig(state)))
      .subscribe(({ _tag }) => tags.push(_tag));
    expect(tags).toEqual(['ItemSkipped', 'ItemSkipped', 'ItemDamaged', 'Step']);
  });
});

test('the batch is released before its step is emitted', () => {
  using state = ownedState(colourModel());
  const before = tf.memory().numTensors;
  const batch = made('a');
  const order: unknown[] = [];
  batch.whenReleased(() => order.push('released'));
  of(batch)
    .pipe(trainStep(trainConfig(state)))
    .subscribe((metric) => order.push(metric._tag === 'Step' ? metric.memory.tensors : metric));
  expect(order).toEqual(['released', before]);
});

describe('tensors', () => {
  test.each([
    ['completed', of('a', 'n', 'b'), {}],
    ['failed', failAfter('a'), {}],
    ['failed in the loss', of('a', 'b'), { loss: brokenLoss }],
    ['failed because of a class without an output', of('a', 'wrong'), {}],
    ['unsubscribed', concat(of('a'), NEVER), {}],
  ])('%s: no tensor leaks', (_, source, change) => {
    for (const model of [colourModel, convolutionalModel])
      expectNoLeaks(() => {
        using state = ownedState(model(), adam());
        source
          .pipe(map(made), trainStep(trainConfig(state, change)))
          .subscribe({ error: () => {} })
          .unsubscribe();
      });
  });

  test('unsubscribing after the first step leaks no tensor and stops training', () => {
    expectNoLeaks(() => {
      using state = ownedState(colourModel(), adam());
      of('a', 'b', 'a')
        .pipe(map(made), trainStep(trainConfig(state)), take(1))
        .subscribe();
      expect(state.scalars.steps).toBe(1);
    });
  });

  test('the error names a class without an output', () => {
    using state = ownedState(colourModel());
    let error: unknown;
    of('wrong')
      .pipe(map(made), trainStep(trainConfig(state)))
      .subscribe({ error: (e: unknown) => (error = e) });
    expect(error).toBeInstanceOf(MillraceError);
    expect(String(error)).toContain('received 5 for image 0 of the batch');
  });
});
