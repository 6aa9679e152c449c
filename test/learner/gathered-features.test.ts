import { asapScheduler, catchError, concat, EMPTY, map, NEVER, of, takeUntil, timer } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Notice } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import {
  gatheredFeatures,
  type FeaturesGathered,
  type GatheredFeaturesConfig,
} from '../../src/learner/gathered-features.ts';
import { made } from '../steps/lettered-batches.ts';
import { collect } from '../support/collect.ts';
import { failAfter } from '../support/fail-after.ts';
import { expectNoLeaks, onePixelBatch } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';

/** The features of an image: its colours, doubled. */
const inference: GatheredFeaturesConfig['inference'] = {
  infer: (images) => tf.tidy(() => tf.reshape(tf.mul(images, 2), [images.shape[0], 3])),
};
const imagesOf = (count: number): GatheredFeaturesConfig['files'] =>
  Array.from({ length: count }, (_, index) => ({ path: `/images/${index}.jpg`, index }));
const config = (change: Partial<GatheredFeaturesConfig> = {}): GatheredFeaturesConfig => ({
  now: () => 0,
  inference,
  files: imagesOf(4),
  ...change,
});

const notice = (text: string): Notice => ({ _tag: 'Notice', text });
const found = (values: readonly number[], rows: Readonly<Record<string, number>>): FeaturesGathered => ({
  _tag: 'FeaturesGathered',
  features: {
    shape: values.length === 0 ? [] : [3],
    values: Float32Array.from([...values, ...Array<number>(values.length === 0 ? 0 : 12 - values.length).fill(0)]), // prettier-ignore
    rows: new Map(Object.entries(rows)),
  },
});
const done = (count: string, seconds: number, rate: number | string) =>
  notice(`computed the features of ${count} once, with the frozen layers: ${seconds}s, ${rate} images/s`);
const a = [2, 0, 1, 0.5, 1.5, 0];
const [first, second, third] = ['/images/0.jpg', '/images/1.jpg', '/images/10.jpg'] as const;
const two = found(a, { [first]: 0, [second]: 1 });
const events = {
  s: { _tag: 'ItemSkipped', split: 'train', path: '/images/99.jpg', reason: 'not an image' },
  f: found([...a, 1, 2, 2], { [first]: 0, [second]: 1, [third]: 2 }),
  g: two,
  e: found([], {}),
  n: done('3 images', 0, 600),
  m: done('3 images', 0, 375),
  p: done('2 images', 0, 1000),
  q: done('0 images', 0, '0.0'),
};

describe('gatheredFeatures', () => {
  test('emits the features when the source completes', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const sourceSubs = '   ^----!';
      const expected = '     -----(nf|)';
      const operator = gatheredFeatures(config({ now: () => scheduler.now() }));
      expectObservable(source.pipe(map(made), operator)).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('features that need too much memory are computed for one batch', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const sourceSubs = '   ^!';
      const expected = '     -(nf|)';
      const operator = gatheredFeatures(config({ maxBytes: 47 }));
      expectObservable(source.pipe(map(made), operator)).toBe(expected, {
        n: notice('the features of 4 images need 48 B, more than 47 B: they are computed in every epoch'),
        f: { _tag: 'FeaturesGathered', features: null },
      });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['as much memory as there is', '-(ab|)', '-(nf|)', '^!'],
    ['skipped images have no row', '-a-n----|', '---s----(mg|)', '^-------!'],
    ['empty', '--|', '--(qe|)', '^-!'],
    ['never', '-', '-', '^'],
    ['an error: no features', '-a-#', '---#', '^--!'],
  ])('%s', (_, diagram, expected, sourceSubs) => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      const now = () => scheduler.now();
      const values = { ...events, n: done('3 images', 0, 3000) };
      expectObservable(source.pipe(map(made), gatheredFeatures(config({ maxBytes: 48, now })))).toBe(
        expected,
        values,
      );
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('reports the progress after two seconds, then every half minute, unless it is nearly done', () => {
    const scheduler = marbles();
    scheduler.run(({ cold, expectObservable }) => {
      const source = cold('  1s a 1s b 27s a 10s b |');
      const operator = gatheredFeatures(config({ files: imagesOf(20), now: () => scheduler.now() }));
      const texts = source.pipe(
        map(made),
        operator,
        map((event) => (event._tag === 'Notice' ? event.text : event._tag)),
      );
      const shown = (text: string) => `computing the features of 20 images once: ${text} left`;
      expectObservable(texts).toBe('2001ms x 27s 10001ms y 0ms (zf|)', {
        x: shown('3 done, about 11s'),
        y: shown('6 done, about 91s'),
        z: done('6 images', 39, '0.2').text,
        f: 'FeaturesGathered',
      });
    });
  });

  test('an image that is listed twice has one row that is used', () => {
    const batches = concat(...['a', 'a', 'b'].map((name) => [made(name)]));
    let values: FeaturesGathered['features'] = null;
    batches.pipe(gatheredFeatures(config({ files: imagesOf(5) }))).subscribe((event) => {
      if (event._tag === 'FeaturesGathered') values = event.features;
    });
    expect(values).toEqual({
      shape: [3],
      values: Float32Array.from([...a, ...a, 1, 2, 2]),
      rows: new Map([
        [first, 2],
        [second, 3],
        [third, 4],
      ]),
    });
  });

  test.each([
    ['completed', () => of('a', 'b')],
    ['failed', () => failAfter('a')],
    ['unsubscribed', () => concat(of('a'), NEVER).pipe(takeUntil(timer(0, asapScheduler)))],
  ])('leaves no tensor behind: %s', async (_, names) => {
    const before = tf.memory().numTensors;
    const operator = gatheredFeatures(config());
    await collect(names().pipe(map(made), operator, catchError(() => EMPTY))); // prettier-ignore
    expect(tf.memory().numTensors).toBe(before);
  });

  test('leaves no tensor behind if the network fails, or memory is too small', () => {
    expectNoLeaks(() => {
      const failing = { infer: () => failure() };
      const errors: unknown[] = [];
      concat([onePixelBatch([[1, 2, 3]])])
        .pipe(gatheredFeatures(config({ inference: failing })))
        .subscribe({ error: (error: unknown) => errors.push(error) });
      expect(errors).toHaveLength(1);
      concat([onePixelBatch([[1, 2, 3]])])
        .pipe(gatheredFeatures(config({ maxBytes: 1 })))
        .subscribe();
    });
  });
});

const failure = (): never => {
  throw new Error('out of order');
};
