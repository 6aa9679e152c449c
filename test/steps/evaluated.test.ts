import { concat, map, NEVER, of, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { calibration, type Batch, type Calibration } from '../../src/core/index.ts';
import type { Tensor4D } from '../../src/engine/index.ts';
import { accuracy, errorRate, type Model, type Score } from '../../src/nn/index.ts';
import { evaluated, type EvaluatedConfig } from '../../src/steps/index.ts';
import { failAfter } from '../support/fail-after.ts';
import { expectNoLeaks, numberedFile, onePixelBatch } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';
import {
  brokenLoss,
  colourModel,
  convolutionalModel,
  crossEntropyOf,
  evaluationConfig,
  lossFailure,
  weightsOf,
} from './tiny-model.ts';

const skipped = [{ _tag: 'ItemError', file: numberedFile(99), reason: 'not an image' }] as const;

/** Red and green are the logits: two of three are right in the first batch, none in the short last one. */
const made = (name: string): Batch<Tensor4D> => {
  if (name === 'n') return onePixelBatch([], { skipped, index: 2 });
  if (name === 'b') return onePixelBatch([[4, 1, 0]], { classes: [1], index: 1 });
  const colours = [
    [2, 0, 0],
    [0, 1, 0],
    [1, 3, 0],
  ];
  return onePixelBatch(colours, { classes: name === 'w' ? [0, 1, 7] : [0, 1, 0], index: 0 });
};

const close = (value: number): number => expect.closeTo(value, 5) as number;
const firstLosses = crossEntropyOf(2, 0) + crossEntropyOf(1, 0) + crossEntropyOf(1, 3);

/** An image by its number; the prediction is the more probable of two classes. */
const predictionOf = (
  image: number,
  actual: number,
  [own, other]: readonly [own: number, other: number],
) => ({
  path: numberedFile(image).path,
  actual: [{ index: actual, probability: close(1 / (1 + Math.exp(other - own))) }],
  predicted: [
    {
      index: own < other ? 1 - actual : actual,
      probability: close(1 / (1 + Math.exp(-Math.abs(other - own)))),
    },
  ],
});

/** The top loss of an image by its number. */
const topLoss = (image: number, actual: number, [own, other]: readonly [own: number, other: number]) => ({
  ...predictionOf(image, actual, [own, other]),
  loss: close(crossEntropyOf(own, other)),
});
const firstTopLosses = [topLoss(2, 0, [1, 3]), topLoss(1, 1, [1, 0]), topLoss(0, 0, [2, 0])];
const firstPredictions = [predictionOf(0, 0, [2, 0]), predictionOf(1, 1, [1, 0]), predictionOf(2, 0, [1, 3])];

/** The probability of the larger of two logits. */
const confidenceOf = (difference: number): number => 1 / (1 + Math.exp(-difference));
/** One bin has a right and a wrong prediction of the first batch, one its other, right one. */
const firstGaps = Math.abs(1 - 2 * confidenceOf(2)) + (1 - confidenceOf(1));
const calibrationOf = (error: number) => expect.objectContaining({ error: close(error) }) as Calibration;

const none = { actual: 0, predicted: 0, correct: 0 };
const progress = { _tag: 'EvaluationStep', phase: 1, epoch: 2, steps: 4 };
const result = { _tag: 'EvaluationResult' };
const events = {
  x: { ...progress, step: 0, count: 3, imagesPerSecond: 3000 },
  y: { ...progress, step: 1, count: 1, imagesPerSecond: 500 },
  z: { ...progress, step: 2, count: 0, imagesPerSecond: 0 },
  s: { _tag: 'ItemSkipped', split: 'valid', path: '/images/99.jpg', reason: 'not an image' },
  r: {
    ...result,
    count: 4,
    loss: close((firstLosses + crossEntropyOf(1, 4)) / 4),
    scores: { accuracy: 0.5, error_rate: 0.5 },
    calibration: calibrationOf((firstGaps + confidenceOf(3)) / 4),
    confusion: [
      [1, 1],
      [1, 1],
    ],
    topLosses: [topLoss(10, 1, [1, 4]), ...firstTopLosses],
    counts: [
      { actual: 2, predicted: 2, correct: 1 },
      { actual: 2, predicted: 2, correct: 1 },
    ],
    predictions: [...firstPredictions, predictionOf(10, 1, [1, 4])],
  },
  f: {
    ...result,
    count: 3,
    loss: close(firstLosses / 3),
    scores: { accuracy: 2 / 3, error_rate: close(1 / 3) },
    calibration: calibrationOf(firstGaps / 3),
    confusion: [
      [1, 1],
      [0, 1],
    ],
    topLosses: firstTopLosses,
    counts: [
      { actual: 2, predicted: 1, correct: 1 },
      { actual: 1, predicted: 2, correct: 1 },
    ],
    predictions: firstPredictions,
  },
  e: {
    ...result,
    count: 0,
    loss: null,
    scores: {},
    calibration: calibration([]),
    confusion: [
      [0, 0],
      [0, 0],
    ],
    topLosses: [],
    counts: [none, none],
    predictions: [],
  },
};

const config = (model: Model, change: Partial<EvaluatedConfig> = {}): EvaluatedConfig =>
  evaluationConfig(model, { scores: [accuracy, errorRate], ...change });

const brokenScore: Score = {
  name: 'broken',
  perExample: () => {
    throw lossFailure;
  },
};

describe('evaluated', () => {
  test('emits progress per batch, then the result over all images', () => {
    const scheduler = marbles();
    using model = colourModel();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const sourceSubs = '   ^----!';
      const expected = '     -x-y-(r|)';
      const operator = evaluated(config(model, { now: () => scheduler.now() }));
      expectObservable(source.pipe(map(made), operator)).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['one batch', '-(a|)', '-(xf|)', '^!'],
    ['bad images are named and not counted', '-a-n----|', '-x-(sz)-(f|)', '^-------!'],
    ['only bad images', '-n---|', '-(sz)(e|)', '^----!'],
    ['empty', '--|', '--(e|)', '^-!'],
    ['never', '-', '-', '^'],
    ['an error: no result', '-a-#', '-x-#', '^--!'],
  ])('%s', (_, diagram, expected, sourceSubs) => {
    const scheduler = marbles();
    using model = colourModel();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      const operator = evaluated(config(model, { now: () => scheduler.now() }));
      expectObservable(source.pipe(map(made), operator)).toBe(expected, events);
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
      const operator = evaluated(config(model, { now: () => scheduler.now() }));
      expectObservable(source.pipe(map(made), operator), unsub).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test.each([
    ['loss', { loss: brokenLoss }],
    ['score', { scores: [brokenScore] }],
  ])('an exception in the %s errors the stream', (_, change) => {
    using model = colourModel();
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const operator = evaluated(config(model, change));
      expectObservable(source.pipe(map(made), operator)).toBe('-#', {}, lossFailure);
      expectSubscriptions(source.subscriptions).toBe('^!');
    });
  });

  test('each subscription counts from zero; weights do not change', () => {
    using model = colourModel();
    const before = weightsOf(model);
    const pass = of('a', 'b').pipe(map(made), evaluated(config(model, { now: () => 0 })));
    const results: unknown[] = [];
    for (let i = 0; i < 2; i++)
      pass.subscribe((event) => {
        if (event._tag === 'EvaluationResult') results.push(event);
      });
    expect(results).toEqual([events.r, events.r]);
    expect(weightsOf(model)).toEqual(before);
  });

  test('the result does not depend on the division into batches', () => {
    using model = colourModel();
    const colours = [[2, 0, 0], [0, 1, 0], [1, 3, 0], [4, 1, 0]]; // prettier-ignore
    const classes = [0, 1, 0, 1];
    const resultOf = (cuts: readonly number[]): unknown => {
      let last: unknown;
      of(...cuts)
        .pipe(
          map((start, i) => {
            const end = cuts[i + 1] ?? colours.length;
            return onePixelBatch(colours.slice(start, end), { classes: classes.slice(start, end), index: i });
          }),
          evaluated(config(model)),
        )
        .subscribe((event) => (last = event));
      return last;
    };
    // The names of images depend on their batch.
    const path = expect.any(String) as string;
    const topLosses = events.r.topLosses.map((top) => ({ ...top, path }));
    const predictions = events.r.predictions.map((image) => ({ ...image, path }));
    for (const cuts of [[0], [0, 2], [0, 1, 2, 3]])
      expect(resultOf(cuts)).toEqual({ ...events.r, topLosses, predictions });
  });
});

describe('tensors', () => {
  test.each<[string, Observable<string>, Partial<EvaluatedConfig>]>([
    ['completed', of('a', 'n', 'b'), {}],
    ['failed', failAfter('a'), {}],
    ['failed in the loss', of('a', 'b'), { loss: brokenLoss }],
    ['failed in a score', of('a', 'b'), { scores: [brokenScore] }],
    ['failed because of a class without an output', of('b', 'w'), {}],
    ['unsubscribed', concat(of('a'), NEVER), {}],
  ])('%s: no tensor leaks', (_, source, change) => {
    for (const network of [colourModel, convolutionalModel])
      expectNoLeaks(() => {
        using model = network();
        source
          .pipe(map(made), evaluated(config(model, change)))
          .subscribe({ error: () => {} })
          .unsubscribe();
      });
  });
});
