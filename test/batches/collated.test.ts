import * as E from 'fp-ts/lib/Either.js';
import { concat, map, NEVER, of, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { collated } from '../../src/batches/index.ts';
import { MillraceError, type Item, type ItemError } from '../../src/core/index.ts';
import { tf } from '../../src/engine/index.ts';
import { consumed, expectNothingLeft, numbered } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';

type Outcome = E.Either<ItemError, Item>;

const image = (index: number, target: number, bytes: readonly number[], height = 1): Outcome =>
  E.right({
    file: numbered(index, target),
    pixels: { height, width: bytes.length / 3 / height, data: Uint8Array.from(bytes) },
  });

const bad = (index: number): Outcome =>
  E.left({ _tag: 'ItemError', file: numbered(index), reason: 'not an image' });

/** As float32 has it. */
const parts = (...bytes: number[]): number[] => bytes.map((byte) => Math.fround(byte / 255));

const letters = {
  a: image(4, 2, [0, 1, 2, 253, 254, 255]),
  b: bad(5),
  c: image(6, 1, [10, 20, 30, 40, 50, 60]),
  t: image(7, 1, [10, 20, 30, 40, 50, 60], 2),
};
const batches = {
  x: {
    shape: [2, 1, 2, 3],
    values: parts(0, 1, 2, 253, 254, 255, 10, 20, 30, 40, 50, 60),
    classes: [2, 1],
    files: [4, 6],
    skipped: ['5 not an image'],
    index: 3,
  },
  y: {
    shape: [1, 1, 2, 3],
    values: parts(10, 20, 30, 40, 50, 60),
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
  test('images become one batch, a bad one its skipped', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-(c|)', letters);
      const sourceSubs = '   ^----!';
      const expected = '     -----(x|)';
      expectObservable(source.pipe(operator, map(consumed))).toBe(expected, batches);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['one image, and a late end', '-c--|', '----(y|)', '^---!'],
    ['only a bad image', '-b-|', '---(z|)', '^--!'],
    ['empty', '--|', '--(e|)', '^-!'],
    ['never', '-', '-', '^'],
    ['an error', '-a-#', '---#', '^--!'],
  ])('%s', (_, diagram, expected, sourceSubs) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram, letters);
      expectObservable(source.pipe(operator, map(consumed))).toBe(expected, batches);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('endless, until it is unsubscribed', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   -a-c-a-c-', letters);
      const unsub = '        -----!';
      expectObservable(source.pipe(operator, map(consumed)), unsub).toBe('------');
      expectSubscriptions(source.subscriptions).toBe('^----!');
    });
  });

  test('images of another shape are an error that names both', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -c-t-|', letters);
      const expected = '     -----#';
      const error = new MillraceError({
        _tag: 'BrokenInvariant',
        where: '/images/7.jpg',
        expected: '1×2 pixels (height × width), as /images/6.jpg of the same batch has',
        received: '2×1',
        advice: 'Add an item transform that brings all images to one size, such as resize(460).',
      });
      expectObservable(source.pipe(operator)).toBe(expected, {}, error);
      expectSubscriptions(source.subscriptions).toBe('^----!');
    });
  });

  test('rows stay rows and channels channels', () => {
    const bytes = Array.from({ length: 18 }, (_, i) => i);
    of(image(0, 0, bytes, 3))
      .pipe(operator, map(consumed))
      .subscribe(({ shape, values }) => {
        expect(shape).toEqual([1, 3, 2, 3]);
        expect(values).toEqual(parts(...bytes));
      });
    expect.assertions(2);
  });
});

describe('tensors of a batch', () => {
  test('one for the images, gone when the consumer disposes it', () => {
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
    [
      'failed',
      concat(
        of(letters.a),
        throwError(() => new Error('disk')),
      ),
    ],
    ['failed for the shapes', of(letters.a, letters.t)],
    ['unsubscribed', concat(of(letters.a), NEVER)],
  ])('%s: nothing is left', (_, source) => {
    expectNothingLeft(() => {
      source
        .pipe(operator)
        .subscribe({ error: () => {} })
        .unsubscribe();
    });
  });
});
