import * as E from 'fp-ts/lib/Either.js';
import { concat, map, NEVER, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { collated } from '../../src/batches/index.ts';
import { MillraceError, type Item, type ItemError } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { failAfter } from '../support/fail-after.ts';
import { consume, expectNoLeaks, numberedFile } from '../support/made-batches.ts';
import { only } from '../support/only.ts';
import { marbles } from '../support/marbles.ts';

type Outcome = E.Either<ItemError, Item>;

const image = (index: number, target: number, bytes: readonly number[], height = 1): Outcome =>
  E.right({
    file: numberedFile(index, target),
    pixels: { height, width: bytes.length / 3 / height, data: Uint8Array.from(bytes) },
  });

const bad = (index: number): Outcome =>
  E.left({ _tag: 'ItemError', file: numberedFile(index), reason: 'not an image' });

/** Bytes as float32 in 0..1. */
const scaled = (...bytes: number[]): number[] => bytes.map((byte) => Math.fround(byte / 255));

const letters = {
  a: image(4, 2, [0, 1, 2, 253, 254, 255]),
  b: bad(5),
  c: image(6, 1, [10, 20, 30, 40, 50, 60]),
  t: image(7, 1, [10, 20, 30, 40, 50, 60], 2),
};
const batches = {
  x: {
    shape: [2, 1, 2, 3],
    values: scaled(0, 1, 2, 253, 254, 255, 10, 20, 30, 40, 50, 60),
    classes: [2, 1],
    files: [4, 6],
    skipped: ['5 not an image'],
    index: 3,
  },
  y: {
    shape: [1, 1, 2, 3],
    values: scaled(10, 20, 30, 40, 50, 60),
    classes: [1],
    files: [6],
    skipped: [],
    index: 3,
  },
  z: { shape: null, values: [], classes: [], files: [], skipped: ['5 not an image'], index: 3 },
  e: { shape: null, values: [], classes: [], files: [], skipped: [], index: 3 },
};
const operator = collated({ index: 3 });

describe('collated', () => {
  test('collates images into one batch and lists bad ones as skipped', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-(c|)', letters);
      const sourceSubs = '   ^----!';
      const expected = '     -----(x|)';
      expectObservable(source.pipe(operator, map(consume))).toBe(expected, batches);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('lists the images whose decoder reported damage, and uses them', async () => {
    const torn = E.map((item: Item) => ({ ...item, damage: 'half of it is grey' }))(letters.c);
    using batch = await only(of(letters.a, torn).pipe(operator));
    expect(batch.files).toHaveLength(2);
    expect(batch.damaged).toEqual([{ file: numberedFile(6, 1), reason: 'half of it is grey' }]);
  });

  test.each([
    ['one image, and a later completion', '-c--|', '----(y|)', '^---!'],
    ['only bad images', '-b-|', '---(z|)', '^--!'],
    ['empty', '--|', '--(e|)', '^-!'],
    ['never', '-', '-', '^'],
    ['an error', '-a-#', '---#', '^--!'],
  ])('%s', (_, diagram, expected, sourceSubs) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, letters);
      expectObservable(source.pipe(operator, map(consume))).toBe(expected, batches);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('for batch norm, the only usable image of a batch is skipped too', async () => {
    const forBatchNorm = collated({ index: 3, batchNorm: true });
    const reason = 'the only usable image of its batch: batch norm needs two per step';
    using alone = await only(of(letters.b, letters.c).pipe(forBatchNorm));
    expect(alone).toMatchObject({ images: null, files: [], size: 0, index: 3 });
    expect(alone.skipped.map(({ file: { index }, reason: why }) => [index, why])).toEqual([
      [5, 'not an image'],
      [6, reason],
    ]);
    const both = await only(of(letters.a, letters.b, letters.c).pipe(forBatchNorm));
    expect(consume(both)).toEqual(batches.x);
  });

  test('endless, unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   -a-c-a-c-', letters);
      const unsub = '        -----!';
      expectObservable(source.pipe(operator, map(consume)), unsub).toBe('------');
      expectSubscriptions(source.subscriptions).toBe('^----!');
    });
  });

  test('errors if images differ in size, and names both', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -c-t-|', letters);
      const expected = '     -----#';
      const error = new MillraceError({
        _tag: 'BrokenInvariant',
        where: '/images/7.jpg',
        expected: '1×2 pixels (height × width), like /images/6.jpg in the same batch',
        received: '2×1',
        advice: 'Add an item transform that brings all images to one size, such as resize(460).',
      });
      expectObservable(source.pipe(operator)).toBe(expected, {}, error);
      expectSubscriptions(source.subscriptions).toBe('^----!');
    });
  });

  test('keeps the order of rows and channels', () => {
    const bytes = Array.from({ length: 18 }, (_, i) => i);
    of(image(0, 0, bytes, 3))
      .pipe(operator, map(consume))
      .subscribe(({ shape, values }) => {
        expect(shape).toEqual([1, 3, 2, 3]);
        expect(values).toEqual(scaled(...bytes));
      });
    expect.assertions(2);
  });
});

describe('tensors of a batch', () => {
  test('one for the images, freed when the consumer disposes the batch', () => {
    const before = tf.memory().numTensors;
    of(letters.a, letters.c)
      .pipe(operator)
      .subscribe((batch) => {
        expect(tf.memory().numTensors).toBe(before + 1);
        batch[Symbol.dispose]();
      });
    expect(tf.memory().numTensors).toBe(before);
    expect.assertions(2);
  });

  test.each([
    ['failed', failAfter(letters.a)],
    ['failed because sizes differ', of(letters.a, letters.t)],
    ['unsubscribed', concat(of(letters.a), NEVER)],
  ])('%s: no tensor leaks', (_, source) => {
    expectNoLeaks(() => {
      source
        .pipe(operator)
        .subscribe({ error: () => {} })
        .unsubscribe();
    });
  });
});
