import * as E from 'fp-ts/lib/Either.js';
import { NEVER, of, Subject } from 'rxjs';
import { afterEach, describe, expect, test } from 'vitest';
import type { ExplainedImage, Metric, PredictionSummary, TopLoss } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { resize } from '../../src/items/index.ts';
import { explained, type RunContext } from '../../src/learner/index.ts';
import { decodeEach, rightOf } from '../support/decode-each.ts';
import { made } from '../support/made-metrics.ts';
import { marbles } from '../support/marbles.ts';
import { madeContext, madeData, madeLearner, meanColour } from './made-run.ts';
import { madeWorld, pixelsOf } from './made-world.ts';

const top = (number: number, change: Partial<TopLoss> = {}): TopLoss => ({
  path: `/images/${number}.jpg`,
  actual: [{ index: 0, probability: 0.2 }],
  predicted: [{ index: 1, probability: 0.8 }],
  loss: 2,
  ...change,
});
const summary = (...topLosses: readonly TopLoss[]): PredictionSummary =>
  made.predictionSummary({ topLosses });

const before = tf.memory().numTensors;
const contexts: Disposable[] = [];
const context = (change: Partial<RunContext> = {}, ...given: Parameters<typeof madeContext>) => {
  const made = madeContext(given[0], change);
  contexts.push(made);
  return made;
};
// The values are tensors of the model, freed with it.
afterEach(() => {
  for (const each of contexts.splice(0)) each[Symbol.dispose]();
  expect(tf.memory().numTensors).toBe(before);
});

/** Returns the images that are explained after one summary. */
function imagesOf(of$: PredictionSummary, inContext: RunContext): readonly ExplainedImage[] {
  const metrics: Metric[] = [];
  of<Metric>(of$)
    .pipe(explained(inContext))
    .subscribe((metric) => metrics.push(metric));
  return metrics.flatMap((metric) => (metric._tag === 'Explained' ? metric.images : []));
}

const map = { height: 1, width: 1, values: [expect.any(Number) as number] };
const imageOf = (number: number, index = 1): ExplainedImage => ({
  ...{ path: `/images/${number}.jpg`, index, size: [12, 12], map, box: [0, 0, 1, 1] },
});

describe('explained', () => {
  test('explains the highest losses of the last summary when the source completes', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const values = { s: summary(top(3)), t: summary(top(9), top(10)) };
      const source = cold('-s-t-|', values);
      const stop$ = cold(' --------');
      const output = '     -s-t-(e|)';
      const inContext = context({ world: madeWorld({ stop$ }) });
      expectObservable(source.pipe(explained(inContext))).toBe(output, {
        ...values,
        e: { _tag: 'Explained', images: [imageOf(9), imageOf(10)] },
      });
      expectSubscriptions(source.subscriptions).toBe('^----!');
    });
  });

  test('without a summary, top losses or an end, there is nothing to explain', () => {
    marbles().run(({ cold, expectObservable }) => {
      const values = { n: made.itemSkipped(), s: summary(top(3)), u: summary() };
      for (const diagram of ['-n-|', '-|', '-s-u-|', '-s-#', '-s--'])
        expectObservable(cold(diagram, values).pipe(explained(context()))).toBe(diagram, values);
    });
  });

  test('after a stop, and for a network without stages, there is no explanation', () => {
    const stopped = context({ world: madeWorld({ stop$: of('stop') }) });
    expect(imagesOf(summary(top(3)), stopped)).toEqual([]);
    expect(imagesOf(summary(top(3)), context({}, madeLearner({}, madeData(), meanColour)))).toEqual([]);
  });

  test('a stop or an unsubscription ends the decoding, and frees everything', () => {
    for (const by of ['stop', 'unsubscription']) {
      const stop$ = new Subject<string>();
      let isDecoding = false;
      const waiting = decodeEach(() => {
        isDecoding = true;
        return NEVER;
      });
      const metrics: Metric[] = [];
      const subscription = of<Metric>(summary(top(3)))
        .pipe(explained(context({ world: madeWorld({ stop$, decode: waiting }) })))
        .subscribe((metric) => metrics.push(metric));
      expect([isDecoding, subscription.closed]).toEqual([true, false]);
      if (by === 'stop') stop$.next('stop');
      else subscription.unsubscribe();
      expect([metrics.length, subscription.closed]).toEqual([1, true]);
    }
  });

  test('an image that cannot be read is left out; a decoder that fails ends nothing', () => {
    const some = decodeEach((path) => of(path.includes('3') ? E.left('gone') : rightOf(pixelsOf(1))));
    const images = imagesOf(summary(top(3), top(4)), context({ world: madeWorld({ decode: some }) }));
    expect(images).toEqual([imageOf(4)]);
    const none = decodeEach(() => of(E.left('gone')));
    expect(imagesOf(summary(top(3)), context({ world: madeWorld({ decode: none }) }))).toEqual([]);
    const broken = decodeEach(() => {
      throw new Error('no decoder');
    });
    expect(imagesOf(summary(top(3)), context({ world: madeWorld({ decode: broken }) }))).toEqual([]);
  });

  test('explains the class that is predicted; of several labels the most probable; without any the actual one', () => {
    const labels = [0, 1].map((index) => ({ index, probability: 0.6 + index / 10 }));
    const images = imagesOf(
      summary(
        top(1, { predicted: [{ index: 0, probability: 0.9 }] }),
        top(2, { predicted: labels }),
        top(3, { predicted: [], actual: labels.slice(0, 1) }),
      ),
      context(),
    );
    expect(images.map(({ index }) => index)).toEqual([0, 1, 0]);
  });

  test('a map that is not finite, of a network that diverged, is left out', () => {
    const inContext = context();
    tf.tidy(() => {
      const kernel = inContext.state.model.variable('9.weight');
      kernel.assign(tf.fill([...kernel.shape], 3e38));
    });
    expect(imagesOf(summary(top(3)), inContext)).toEqual([]);
  });

  test('the box is what the item transforms keep in validation; values have few digits', () => {
    const wide = decodeEach(() => of(E.right({ pixels: pixelsOf(1), source: { height: 30, width: 70 } })));
    const data = madeData({ item: [resize(12)] });
    const [image] = imagesOf(
      summary(top(1)),
      context({ world: madeWorld({ decode: wide }) }, madeLearner({}, data)),
    );
    // The central 30 of 70 columns.
    expect(image).toMatchObject({ size: [30, 70], box: [0.2857, 0, 0.4286, 1] });
    for (const value of image!.map.values) expect(value).toBe(Number(value.toPrecision(3)));
  });
});
