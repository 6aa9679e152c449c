import { from, of, take } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Prediction } from '../../src/core/index.ts';
import { multiLabel, singleLabel } from '../../src/nn/index.ts';
import { predictions, type PredictionsConfig, type Predictor } from '../../src/prediction/index.ts';
import { collect } from '../support/collect.ts';
import { marbles } from '../support/marbles.ts';
import { colourModel } from '../steps/tiny-model.ts';
import { lifecycleTests } from './lifecycle-tests.ts';
import { config, decode, description, image, predictNow, share, withPredictor } from './made-predictor.ts';

const close = (value: number): unknown => expect.closeTo(value, 6);

const red = (path: string, p: number, warning?: string): Prediction => ({
  path,
  label: 'red',
  probability: close(p) as number,
  top: [
    { label: 'red', probability: close(p) as number },
    { label: 'green', probability: close(1 - p) as number },
  ],
  ...(warning === undefined ? {} : { warning }),
});

const outputs = {
  x: red('a', share(1, 0)),
  y: { path: 'b', error: 'not an image' },
  z: {
    path: 'c',
    label: 'green',
    probability: close(share(0.4, 0.2)),
    top: [
      { label: 'green', probability: close(share(0.4, 0.2)) },
      { label: 'red', probability: close(share(0.2, 0.4)) },
    ],
  },
};
const images = { a: image('a'), b: image('b'), c: image('c') };

describe('predictions', () => {
  test('predicts images in order, each batch together', () => {
    withPredictor((predictor) => {
      marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('   -a-b-----(c|)', images);
        const sub = '           ^--------!   ';
        const output = '        ---(xy)--(z|)';
        expectObservable(source.pipe(predictions(config({ predictor })))).toBe(output, outputs);
        expectSubscriptions(source.subscriptions).toBe(sub);
      });
    });
  });

  lifecycleTests((predictor, change) => predictions(config({ predictor, ...change })), outputs);

  test('unsubscribed by its consumer between two predictions, frees everything', () => {
    withPredictor((predictor) => {
      const all: Prediction[] = [];
      from(['a', 'c', 'a', 'c'].map(image))
        .pipe(predictions(config({ predictor })), take(1))
        .subscribe((prediction) => all.push(prediction));
      expect(all).toEqual([outputs.x]);
    });
  });

  test('an image with damage is predicted, with a warning', () => {
    withPredictor((predictor) => {
      expect(predictNow('a,d', { predictor })).toEqual([outputs.x, red('d', 0.5, 'corrupt')]);
    });
  });

  test('bytes are predicted under the name that they were given', async () => {
    const bytes = Uint8Array.of(1, 2, 3);
    using model = colourModel();
    using inference = model.inference();
    const predictor: Predictor = {
      ...{ description, task: singleLabel(), model, inference, item: [], batch: [] },
      [Symbol.dispose]: () => undefined,
    };
    const received: unknown[] = [];
    const decodeBytes: PredictionsConfig['decode'] = (requests) => {
      received.push(...requests.map((request) => request.image));
      return decode(requests.map((request) => ({ ...request, image: 'a' })));
    };
    const [prediction] = await collect(
      of({ path: 'upload', bytes, index: 0 }).pipe(
        predictions({ predictor, decode: decodeBytes, batchSize: 2 }),
      ),
    );
    expect(prediction).toEqual(red('upload', share(1, 0)));
    expect(received).toEqual([bytes]);
  });

  test('the most probable classes are limited by topK', () => {
    withPredictor((predictor) => {
      expect(predictNow('a', { predictor, topK: 1 })).toMatchObject([{ top: [{ label: 'red' }] }]);
    });
  });

  test('below minProbability a class is uncertain; its probability and the most probable ones remain', () => {
    withPredictor((predictor) => {
      const p = share(1, 0);
      expect(predictNow('a,c', { predictor, minProbability: 0.6 })).toEqual([
        outputs.x,
        { ...outputs.z, label: 'uncertain' },
      ]);
      expect(predictNow('a', { predictor, minProbability: p - 1e-6 })).toMatchObject([{ label: 'red' }]);
    });
  });

  test('several labels are lists: those above the threshold, and not below minProbability', () => {
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    withPredictor(
      (predictor) => {
        expect(predictNow('a,c', { predictor })).toMatchObject([
          { label: ['red'], probability: [close(sigmoid(1))] },
          {
            label: ['green'],
            probability: [close(sigmoid(0.4))],
            top: [{ label: 'green' }, { label: 'red' }],
          },
        ]);
        expect(predictNow('a,c', { predictor, minProbability: 0.7 })).toMatchObject([
          { label: ['red'] },
          { label: [], probability: [] },
        ]);
      },
      { task: multiLabel({ threshold: 0.58 }) },
    );
  });

  test('outputs beyond the classes are never predicted', () => {
    withPredictor(
      (predictor) => {
        // Green has the higher logit, but no name.
        expect(predictNow('c', { predictor })).toMatchObject([{ label: 'red', top: [{ label: 'red' }] }]);
      },
      { vocab: ['red'] },
    );
  });

  test.each<[string, Partial<PredictionsConfig>]>([
    ['topK', { topK: 0 }],
    ['batchSize', { batchSize: 0 }],
    ['minProbability', { minProbability: 1.5 }],
    ['tta n', { tta: { n: 0 } }],
    ['tta beta', { tta: { beta: -1 } }],
    ['prefetch', { prefetch: 0 }],
  ])('throws BadOption for an invalid %s', (name, change) => {
    withPredictor((predictor) => {
      expect(() => predictions(config({ predictor, ...change }))).toThrow(name);
    });
  });
});
