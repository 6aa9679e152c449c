import { concat, map, NEVER, of, take, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { Batch } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { predicted } from '../../src/steps/index.ts';
import { failAfter } from '../support/fail-after.ts';
import { expectNoLeaks, numberedFile, onePixelBatch } from '../support/made-batches.ts';
import { classTargets } from '../support/targets.ts';
import { marbles } from '../support/marbles.ts';
import { made } from './lettered-batches.ts';
import { closeRows, inNumbers } from './in-numbers.ts';
import { colourModel, convolutionalModel, evaluationConfig, weightsOf } from './tiny-model.ts';

/** Probabilities of two logits. */
const probabilities = (red: number, green: number): number[] => {
  const first = 1 / (1 + Math.exp(green - red));
  return [first, 1 - first];
};
const progress = { _tag: 'EvaluationStep', phase: 1, epoch: 2, steps: 4 };
const events = {
  x: { ...progress, step: 0, count: 2, imagesPerSecond: 2000 },
  y: { ...progress, step: 1, count: 1, imagesPerSecond: 500 },
  z: { ...progress, step: 2, count: 0, imagesPerSecond: 0 },
  s: { _tag: 'ItemSkipped', split: 'valid', path: '/images/99.jpg', reason: 'not an image' },
};
const result = (logits: readonly (readonly [number, number])[], classes: number[], files: number[]) => ({
  _tag: 'PredictionResult',
  predictions: closeRows(logits.map(([red, green]) => probabilities(red, green))),
  targets: classTargets(...classes),
  files: files.map((index, i) => numberedFile(index, classes[i])),
});
const outcomes = {
  ...events,
  p: result([[1, 0], [0.25, 0.75], [0.5, 1]], [0, 1, 0], [0, 1, 10]), // prettier-ignore
  q: result([[1, 0], [0.25, 0.75]], [0, 1], [0, 1]), // prettier-ignore
  e: result([], [], []),
};

const failure = new Error('out of order');

/** An image with one channel, which the network cannot process. */
const grey = (): Batch<Tensor4D> =>
  new Batch<Tensor4D>({
    images: tf.zeros([1, 1, 1, 1]),
    targets: { _tag: 'ClassTargets', classes: Int32Array.of(0) },
    files: [numberedFile(0)],
    skipped: [],
    index: 0,
  });
const madeOrGrey = (name: string): Batch<Tensor4D> => (name === 'g' ? grey() : made(name));

describe('predicted', () => {
  test('emits progress per batch, then the predictions of all images', () => {
    const scheduler = marbles();
    using model = colourModel();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const sourceSubs = '   ^----!';
      const expected = '     -x-y-(p|)';
      const operator = predicted(evaluationConfig(model, { now: () => scheduler.now() }));
      expectObservable(source.pipe(map(made), operator, map(inNumbers))).toBe(expected, outcomes);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['one batch', '-(a|)', '-(xq|)', '^!'],
    ['bad images are named and not predicted', '-a-n----|', '-x-(sz)-(q|)', '^-------!'],
    ['only bad images', '-n---|', '-(sz)(e|)', '^----!'],
    ['empty', '--|', '--(e|)', '^-!'],
    ['never', '-', '-', '^'],
    ['an error: no predictions', '-a-#', '-x-#', '^--!'],
  ])('%s', (_, diagram, expected, sourceSubs) => {
    const scheduler = marbles();
    using model = colourModel();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      const operator = predicted(evaluationConfig(model, { now: () => scheduler.now() }));
      expectObservable(source.pipe(map(made), operator, map(inNumbers))).toBe(expected, outcomes);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('endless, unsubscribed early', () => {
    const scheduler = marbles();
    using model = colourModel();
    scheduler.run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   -a-b-a-b-');
      const unsub = '        ----!';
      const expected = '     -x-y-';
      const operator = predicted(evaluationConfig(model, { now: () => scheduler.now() }));
      expectObservable(source.pipe(map(made), operator, map(inNumbers)), unsub).toBe(expected, outcomes);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test('an exception in the clock errors the stream', () => {
    using model = colourModel();
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const now = (): number => {
        throw failure;
      };
      const operator = predicted(evaluationConfig(model, { now }));
      expectObservable(source.pipe(map(made), operator, map(inNumbers))).toBe('#', {}, failure);
      expectSubscriptions(source.subscriptions).toBe([]);
    });
  });

  test('predictions do not depend on the subscription or the division into batches; weights do not change', () => {
    using model = convolutionalModel();
    const before = weightsOf(model);
    const colours = [[2, 0, 0], [0, 1, 0], [1, 3, 0], [4, 1, 0]]; // prettier-ignore
    const passOf = (cuts: readonly number[]) =>
      of(...cuts).pipe(
        map((start, i) => onePixelBatch(colours.slice(start, cuts[i + 1] ?? 4), { index: i })),
        predicted(evaluationConfig(model)),
      );
    const results: number[][] = [];
    const single = passOf([0]);
    for (const pass of [single, single, passOf([0, 2]), passOf([0, 1, 2, 3])])
      pass.subscribe((event) => {
        if (event._tag === 'PredictionResult') results.push([...event.predictions.data]);
      });
    expect(results).toHaveLength(4);
    for (const each of results)
      expect(each).toEqual(results[0]!.map((value) => expect.closeTo(value, 5) as number));
    expect(results[1]).toEqual(results[0]);
    expect(weightsOf(model)).toEqual(before);
  });
});

describe('tensors', () => {
  test.each<[string, Observable<string>]>([
    ['completed', of('a', 'n', 'b')],
    ['failed', failAfter('a')],
    ['failed in the network', of('a', 'g')],
    ['unsubscribed', concat(of('a'), NEVER)],
    ['unsubscribed after the first batch', of('a', 'b')],
  ])('%s: no tensor leaks', (title, source) => {
    const count = title.endsWith('first batch') ? 1 : Infinity;
    for (const network of [colourModel, convolutionalModel])
      expectNoLeaks(() => {
        using model = network();
        source
          .pipe(map(madeOrGrey), predicted(evaluationConfig(model)), take(count))
          .subscribe({ error: () => {} })
          .unsubscribe();
      });
  });
});
