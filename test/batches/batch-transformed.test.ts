import { concat, map, NEVER, of, take, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import {
  batchTransformed,
  type BatchContext,
  type BatchTransform,
  type BatchTransformedConfig,
} from '../../src/batches/index.ts';
import { createRng } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { consumed, expectNothingLeft, onePixelBatch } from '../support/made-batches.ts';
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

/** Batches are made when they are emitted: letters are their colours and index. */
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
  test('every batch goes through all transforms, the first first', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const sourceSubs = '   ^----!';
      const expected = '     -x-y-|';
      expectObservable(source.pipe(map(made), operator, map(consumed))).toBe(expected, batches);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['one batch', '(a|)', '(x|)', '(^!)'],
    ['a batch without images passes as it is', '-n-a-|', '-n-x-|', '^----!'],
    ['empty', '--|', '--|', '^-!'],
    ['never', '-', '-', '^'],
    ['an error', '-a-#', '-x-#', '^--!'],
  ])('%s', (_, diagram, expected, sourceSubs) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      expectObservable(source.pipe(map(made), operator, map(consumed))).toBe(expected, batches);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('endless, until it is unsubscribed', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   -a-b-a-b-');
      const unsub = '        ----!';
      const expected = '     -x-y-';
      expectObservable(source.pipe(map(made), operator, map(consumed)), unsub).toBe(expected, batches);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test('a transform that throws is an error, and no batch comes after it', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const expected = '     -#';
      const output = source.pipe(map(made), batchTransformed(config([plusOne, broken])), map(consumed));
      expectObservable(output).toBe(expected, batches, failure);
      expectSubscriptions(source.subscriptions).toBe('^!');
    });
  });

  test('no transform changes nothing', () => {
    marbles().run(({ cold, expectObservable }) => {
      const output = cold('-a-|').pipe(map(made), batchTransformed(config([])), map(consumed));
      expectObservable(output).toBe('-x-|', { x: seen([1, 2, 3], 0) });
    });
  });
});

test('a transform is told split, index, files, and a place for its draws', () => {
  const contexts: BatchContext[] = [];
  const spy = transform('spy', (x, context) => {
    contexts.push(context);
    return x.clone();
  });
  const firstDraws = (rest: Partial<BatchTransformedConfig>, transforms = [spy, spy]): number[] => {
    contexts.length = 0;
    of('b')
      .pipe(map(made), batchTransformed(config(transforms, rest)), map(consumed))
      .subscribe();
    return contexts.map(({ rng }) => rng.draws()());
  };
  const draws = firstDraws({ split: 'valid' });
  expect(contexts).toMatchObject([{ split: 'valid', index: 1, files: [{ index: 10 }] }, { index: 1 }]);
  // Each of the two places is another one in another epoch, for another seed, under another name.
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
  test('while a transform works, its input and nothing older is alive', () => {
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
    // The first sees the batch's images; the others these, which live until the batch is moved on, and their input.
    expect(counts.map((count) => count - before)).toEqual([1, 2, 2]);
  });

  test.each([
    ['completed', of('a', 'b'), [wasteful, twice]],
    ['completed without images', of('n'), [wasteful]],
    [
      'failed',
      concat(
        of('a'),
        throwError(() => failure),
      ),
      [wasteful],
    ],
    ['failed in the first transform', of('a'), [broken]],
    ['failed in the last transform', of('a'), [wasteful, twice, broken]],
    ['unsubscribed', concat(of('a'), NEVER), [wasteful]],
  ])('%s: nothing is left', (_, source, transforms) => {
    expectNothingLeft(() => {
      source
        .pipe(map(made), batchTransformed(config(transforms)), map(consumed))
        .subscribe({ error: () => {} })
        .unsubscribe();
    });
  });
});

test('a consumer that leaves after the first batch leaves nothing', () => {
  expectNothingLeft(() => {
    of('a', 'b')
      .pipe(map(made), batchTransformed(config([wasteful])), map(consumed), take(1))
      .subscribe();
  });
});

test('the lease goes on: who waits for the batch hears of it when the transformed one is released', () => {
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

test('of a batch that a transform threw at, the lease is over', () => {
  let released = 0;
  const source = made('a');
  source.whenReleased(() => released++);
  of(source)
    .pipe(batchTransformed(config([plusOne, broken])))
    .subscribe({ error: () => {} });
  expect(released).toBe(1);
});
