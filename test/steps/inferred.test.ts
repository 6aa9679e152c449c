import { concat, map, NEVER, of, take, type Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { inferred, type Gatherer, type InferredConfig } from '../../src/steps/index.ts';
import { failAfter } from '../support/fail-after.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';
import { made } from './lettered-batches.ts';
import { colourModel, convolutionalModel, evaluationConfig, weightsOf } from './tiny-model.ts';

/** The logits, red and green, and the numbers of the images. */
interface Gathered {
  readonly _tag: 'Gathered';
  readonly logits: readonly number[];
  readonly files: readonly number[];
}

const gatherer: Gatherer<Gathered, Gathered> = {
  seed: () => ({ _tag: 'Gathered', logits: [], files: [] }),
  add: ({ logits, files }, each, batch) => ({
    _tag: 'Gathered',
    logits: [...logits, ...each.dataSync<'float32'>()],
    files: [...files, ...batch.files.map(({ index }) => index)],
  }),
  result: (gathered) => gathered,
};

const progress = { _tag: 'EvaluationStep', phase: 1, epoch: 2, steps: 4 };
const events = {
  x: { ...progress, step: 0, count: 2, imagesPerSecond: 2000 },
  y: { ...progress, step: 1, count: 1, imagesPerSecond: 500 },
  z: { ...progress, step: 2, count: 0, imagesPerSecond: 0 },
  s: { _tag: 'ItemSkipped', split: 'valid', path: '/images/99.jpg', reason: 'not an image' },
  r: { _tag: 'Gathered', logits: [1, 0, 0.25, 0.75, 0.5, 1], files: [0, 1, 10] },
  f: { _tag: 'Gathered', logits: [1, 0, 0.25, 0.75], files: [0, 1] },
  e: { _tag: 'Gathered', logits: [], files: [] },
};

const failure = new Error('out of order');
const fails = (): never => {
  throw failure;
};
const broken: Record<string, Gatherer<Gathered, Gathered>> = {
  'its seed': { ...gatherer, seed: fails },
  'its add': { ...gatherer, add: fails },
  'its result': { ...gatherer, result: fails },
};

describe('inferred', () => {
  test('emits progress per batch, then the result', () => {
    const scheduler = marbles();
    using model = colourModel();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const sourceSubs = '   ^----!';
      const expected = '     -x-y-(r|)';
      const operator = inferred(evaluationConfig(model, { now: () => scheduler.now() }), gatherer);
      expectObservable(source.pipe(map(made), operator)).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['one batch', '-(a|)', '-(xf|)', '^!'],
    ['bad images are named and not gathered', '-a-n----|', '-x-(sz)-(f|)', '^-------!'],
    ['empty', '--|', '--(e|)', '^-!'],
    ['never', '-', '-', '^'],
    ['an error: no result', '-a-#', '-x-#', '^--!'],
  ])('%s', (_, diagram, expected, sourceSubs) => {
    const scheduler = marbles();
    using model = colourModel();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      const operator = inferred(evaluationConfig(model, { now: () => scheduler.now() }), gatherer);
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
      const operator = inferred(evaluationConfig(model, { now: () => scheduler.now() }), gatherer);
      expectObservable(source.pipe(map(made), operator), unsub).toBe(expected, events);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test.each([
    ['its seed', '#', []],
    ['its add', '-#', ['^!']],
    ['its result', '-x-y-#', ['^----!']],
  ])('an exception of the gatherer in %s errors the stream', (part, expected, sourceSubs) => {
    const scheduler = marbles();
    using model = colourModel();
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const operator = inferred(evaluationConfig(model, { now: () => scheduler.now() }), broken[part]!);
      expectObservable(source.pipe(map(made), operator)).toBe(expected, events, failure);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('each subscription starts from the seed; weights do not change', () => {
    using model = colourModel();
    const before = weightsOf(model);
    const pass = of('a', 'b').pipe(map(made), inferred(evaluationConfig(model), gatherer));
    const results: unknown[] = [];
    for (let i = 0; i < 2; i++)
      pass.subscribe((event) => {
        if (event._tag === 'Gathered') results.push(event);
      });
    expect(results).toEqual([events.r, events.r]);
    expect(weightsOf(model)).toEqual(before);
  });

  test('a batch is released before its progress is emitted', () => {
    using model = colourModel();
    const batch = made('a');
    const order: string[] = [];
    batch.whenReleased(() => order.push('released'));
    of(batch)
      .pipe(inferred(evaluationConfig(model), gatherer))
      .subscribe(({ _tag }) => order.push(_tag));
    expect(order).toEqual(['released', 'EvaluationStep', 'Gathered']);
  });
});

describe('tensors', () => {
  test.each<[string, Observable<string>, Gatherer<Gathered, Gathered>]>([
    ['completed', of('a', 'n', 'b'), gatherer],
    ['failed', failAfter('a'), gatherer],
    ['failed in the gatherer', of('a', 'b'), broken['its add']!],
    ['failed at the end', of('a', 'b'), broken['its result']!],
    ['unsubscribed', concat(of('a'), NEVER), gatherer],
    ['unsubscribed after the first batch', of('a', 'b'), gatherer],
  ])('%s: no tensor leaks', (title, source, gather) => {
    const count = title.endsWith('first batch') ? 1 : Infinity;
    for (const network of [colourModel, convolutionalModel])
      expectNoLeaks(() => {
        using model = network();
        const config: InferredConfig = evaluationConfig(model);
        source
          .pipe(map(made), inferred(config, gather), take(count))
          .subscribe({ error: () => {} })
          .unsubscribe();
      });
  });
});
