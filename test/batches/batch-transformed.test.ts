import { concat, map, NEVER, of, take } from 'rxjs';
import { describe, expect, test } from 'vitest';
import {
  batchTransformed,
  type BatchContext,
  type BatchTransform,
  type BatchTransformedConfig,
} from '../../src/batches/index.ts';
import { createRng } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { failAfter } from '../support/fail-after.ts';
import { consume, expectNoLeaks, onePixelBatch } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';

const transform = (name: string, apply: BatchTransform['apply']): BatchTransform => ({
  name,
  settings: {},
  apply,
});
const plusOne = transform('plusOne', (x) => tf.add(x, 1));
const twice = transform('twice', (x) => tf.mul(x, 2));
const failure = new Error('out of order');
const broken = transform('broken', () => {
  throw failure;
});

const config = (
  transforms: readonly BatchTransform[],
  rest: Partial<BatchTransformedConfig> = {},
): BatchTransformedConfig => ({ transforms, split: 'train', rng: createRng(1), epoch: 0, ...rest });

/** Makes a batch when it is emitted: the letter determines its colour and index. */
const made = (letter: string) =>
  letter === 'n'
    ? onePixelBatch([], { index: 2 })
    : onePixelBatch([letter === 'a' ? [1, 2, 3] : [4, 5, 6]], { index: letter === 'a' ? 0 : 1 });

const seen = (values: number[], index: number) => ({
  shape: values.length === 0 ? null : [1, 1, 1, 3],
  values,
  classes: values.length === 0 ? [] : [0],
  files: values.length === 0 ? [] : [10 * index],
  skipped: [],
  index,
});
const batches = { x: seen([4, 6, 8], 0), y: seen([10, 12, 14], 1), n: seen([], 2) };
const operator = batchTransformed(config([plusOne, twice]));

describe('batchTransformed', () => {
  test('applies all transforms to each batch, in order', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const sourceSubs = '   ^----!';
      const expected = '     -x-y-|';
      expectObservable(source.pipe(map(made), operator, map(consume))).toBe(expected, batches);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['one batch', '(a|)', '(x|)', '(^!)'],
    ['a batch without images passes unchanged', '-n-a-|', '-n-x-|', '^----!'],
    ['empty', '--|', '--|', '^-!'],
    ['never', '-', '-', '^'],
    ['an error', '-a-#', '-x-#', '^--!'],
  ])('%s', (_, diagram, expected, sourceSubs) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      expectObservable(source.pipe(map(made), operator, map(consume))).toBe(expected, batches);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('endless, unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   -a-b-a-b-');
      const unsub = '        ----!';
      const expected = '     -x-y-';
      expectObservable(source.pipe(map(made), operator, map(consume)), unsub).toBe(expected, batches);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test('an exception in a transform errors the stream', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const expected = '     -#';
      const output = source.pipe(map(made), batchTransformed(config([plusOne, broken])), map(consume));
      expectObservable(output).toBe(expected, batches, failure);
      expectSubscriptions(source.subscriptions).toBe('^!');
    });
  });

  test('without transforms, images do not change', () => {
    marbles().run(({ cold, expectObservable }) => {
      const output = cold('-a-|').pipe(map(made), batchTransformed(config([])), map(consume));
      expectObservable(output).toBe('-x-|', { x: seen([1, 2, 3], 0) });
    });
  });
});

test('a transform receives the split, the index, the files and its own random numbers', () => {
  const contexts: BatchContext[] = [];
  const spy = transform('spy', (x, context) => {
    contexts.push(context);
    return x.clone();
  });
  const firstDraws = (rest: Partial<BatchTransformedConfig>, transforms = [spy, spy]): number[] => {
    contexts.length = 0;
    of('b')
      .pipe(map(made), batchTransformed(config(transforms, rest)), map(consume))
      .subscribe();
    return contexts.map(({ rng }) => rng.draws()());
  };
  const draws = firstDraws({ split: 'valid' });
  expect(contexts).toMatchObject([{ split: 'valid', index: 1, files: [{ index: 10 }] }, { index: 1 }]);
  // Draws differ by place, epoch, seed and name.
  const others = [
    ...firstDraws({ epoch: 1 }),
    ...firstDraws({ rng: createRng(2) }),
    ...firstDraws({}, [{ ...spy, name: 'other' }, spy]).slice(0, 1),
  ];
  expect(new Set([...draws, ...others]).size).toBe(7);
  expect(firstDraws({ split: 'train' })).toEqual(draws);
});

const wasteful = transform('wasteful', (x) => {
  tf.mul(x, 3);
  return tf.add(x, 1);
});

describe('tensors', () => {
  test('while a transform runs, only its input and the images of the batch exist', () => {
    const counts: number[] = [];
    const counting = transform('counting', (x) => {
      counts.push(tf.memory().numTensors);
      return tf.add(x, 1);
    });
    const before = tf.memory().numTensors;
    of('a')
      .pipe(map(made), batchTransformed(config([counting, counting, counting])))
      .subscribe((batch) => {
        expect(tf.memory().numTensors).toBe(before + 1);
        batch[Symbol.dispose]();
      });
    // The images of the batch exist until it is moved; the later transforms have an input of their own.
    expect(counts.map((count) => count - before)).toEqual([1, 2, 2]);
  });

  test.each([
    ['completed', of('a', 'b'), [wasteful, twice]],
    ['completed without images', of('n'), [wasteful]],
    ['failed', failAfter('a'), [wasteful]],
    ['failed in the first transform', of('a'), [broken]],
    ['failed in the last transform', of('a'), [wasteful, twice, broken]],
    ['unsubscribed', concat(of('a'), NEVER), [wasteful]],
  ])('%s: no tensor leaks', (_, source, transforms) => {
    expectNoLeaks(() => {
      source
        .pipe(map(made), batchTransformed(config(transforms)), map(consume))
        .subscribe({ error: () => {} })
        .unsubscribe();
    });
  });
});

test('no tensor leaks if the consumer unsubscribes after the first batch', () => {
  expectNoLeaks(() => {
    of('a', 'b')
      .pipe(map(made), batchTransformed(config([wasteful])), map(consume), take(1))
      .subscribe();
  });
});

test('the lease moves on: releasing the transformed batch notifies the listeners of the original', () => {
  let released = 0;
  const source = made('a');
  source.whenReleased(() => released++);
  of(source)
    .pipe(operator)
    .subscribe((batch) => {
      expect(released).toBe(0);
      batch[Symbol.dispose]();
    });
  expect(released).toBe(1);
});

test('an exception in a transform releases the lease of the batch', () => {
  let released = 0;
  const source = made('a');
  source.whenReleased(() => released++);
  of(source)
    .pipe(batchTransformed(config([plusOne, broken])))
    .subscribe({ error: () => {} });
  expect(released).toBe(1);
});
