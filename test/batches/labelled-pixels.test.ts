import { concat, map, NEVER, of, take } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { labelledPixels } from '../../src/batches/index.ts';
import { Batch, type LabelledImage, type Targets } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { failAfter } from '../support/fail-after.ts';
import { expectNoLeaks, numberedFile, onePixelBatch } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';

const vocab = ['tench', 'church'];
const operator = labelledPixels({ vocab });

/** Makes a batch when it is emitted; `n` has no image. */
const made = (letter: string): Batch<Tensor4D> => {
  if (letter === 'n') return onePixelBatch([]);
  if (letter === 'a') return onePixelBatch([[0, 0.2, 1]]);
  return onePixelBatch(
    [
      [1, 1, 1],
      [0, 0, 0],
    ],
    { classes: [1, 0] },
  );
};

const image = (label: string, ...data: readonly number[]): LabelledImage => ({
  label,
  pixels: { height: 1, width: 1, data: Uint8Array.from(data) },
});

const lists = {
  x: [image('tench', 0, 51, 255)],
  y: [image('church', 255, 255, 255), image('tench', 0, 0, 0)],
  e: [],
};

describe('labelledPixels', () => {
  test('converts each batch to a list of its images', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|');
      const sourceSubs = '   ^----!';
      const expected = '     -x-y-|';
      expectObservable(source.pipe(map(made), operator)).toBe(expected, lists);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test.each([
    ['one batch', '(a|)', '(x|)', '(^!)'],
    ['a batch without images gives an empty list', '-n-a-|', '-e-x-|', '^----!'],
    ['empty', '--|', '--|', '^-!'],
    ['never', '-', '-', '^'],
    ['an error', '-a-#', '-x-#', '^--!'],
  ])('%s', (_, diagram, expected, sourceSubs) => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(diagram);
      expectObservable(source.pipe(map(made), operator)).toBe(expected, lists);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  test('endless, unsubscribed early', () => {
    marbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   -a-b-a-b-');
      const unsub = '        ----!';
      const expected = '     -x-y-';
      expectObservable(source.pipe(map(made), operator), unsub).toBe(expected, lists);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  test.each([
    ['completed', of('a', 'b', 'n')],
    ['failed', failAfter('a')],
    ['unsubscribed', concat(of('b'), NEVER)],
    ['unsubscribed after the first batch', of('a', 'b').pipe(take(1))],
  ])('%s: no tensor leaks', (_, source) => {
    expectNoLeaks(() => {
      source
        .pipe(map(made), operator)
        .subscribe({ error: () => {} })
        .unsubscribe();
    });
  });

  test('a batch is released before its images are emitted', () => {
    let released = 0;
    const batch = made('a');
    batch.whenReleased(() => released++);
    of(batch)
      .pipe(operator)
      .subscribe((images) => {
        expect([released, images]).toEqual([1, lists.x]);
      });
  });

  test('a batch that cannot be read errors the stream and is released', () => {
    let released = 0;
    const batch = made('a');
    batch.whenReleased(() => released++);
    batch.images?.dispose();
    let failure: unknown;
    of(batch)
      .pipe(operator)
      .subscribe({ error: (error: unknown) => (failure = error) });
    expect(failure).toBeInstanceOf(Error);
    expect(released).toBe(1);
  });
});

const bytesOf = (batch: Batch<Tensor4D>, config: Partial<Parameters<typeof labelledPixels>[0]> = {}) => {
  let images: readonly LabelledImage[] = [];
  of(batch)
    .pipe(labelledPixels({ vocab, ...config }))
    .subscribe((list) => (images = list));
  return images.map(({ pixels }) => [...pixels.data]);
};

test('values are rounded half to even and clamped; NaN becomes 0', () => {
  // Times 255: 127.5, 126.5, 2.4; below 0, above 1, infinite; NaN, 254.6, −0.4.
  const colours = [
    [0.5, 126.5 / 255, 2.4 / 255],
    [-0.2, 1.7, Infinity],
    [NaN, 254.6 / 255, -0.4 / 255],
  ];
  expect(bytesOf(onePixelBatch(colours))).toEqual([
    [128, 126, 2],
    [0, 255, 255],
    [0, 255, 0],
  ]);
});

test('denormalizes normalized images', () => {
  // 1 · 1/2 + 1/2 = 1; −1 · 1/4 + 1/4 = 0; 2 · 1/8 + 1/4 = 1/2.
  const normalization = { mean: [1 / 2, 1 / 4, 1 / 4], std: [1 / 2, 1 / 4, 1 / 8] };
  expect(bytesOf(onePixelBatch([[1, -1, 2]]), { normalization })).toEqual([[255, 0, 128]]);
  expect(bytesOf(onePixelBatch([[1, -1, 2]]), { normalization: null })).toEqual([[255, 0, 255]]);
});

test('keeps the rows of rectangular images and gives each image its own bytes', () => {
  // Two images of 2 rows and 3 columns; a channel's value is its position in the batch.
  const images = tf.tensor4d(
    Float32Array.from({ length: 36 }, (_, i) => i / 255),
    [2, 2, 3, 3],
  );
  const targets: Targets = { _tag: 'ClassTargets', classes: Int32Array.of(0, 1) };
  const batch = new Batch({
    images,
    targets,
    files: [numberedFile(0), numberedFile(1)],
    skipped: [],
    index: 0,
  });
  let sizes: readonly unknown[] = [];
  of(batch)
    .pipe(operator)
    .subscribe((list) => {
      sizes = list.map(({ pixels: { height, width, data } }) => [
        height,
        width,
        data.buffer.byteLength,
        [...data],
      ]);
    });
  const from = (start: number): number[] => Array.from({ length: 18 }, (_, i) => start + i);
  expect(sizes).toEqual([
    [2, 3, 18, from(0)],
    [2, 3, 18, from(18)],
  ]);
});

test('a label names both classes of a blend with fractions that sum to 1', () => {
  const grey = [0.5, 0.5, 0.5];
  const targets: Targets = {
    _tag: 'MixedTargets',
    classes: Int32Array.of(0, 1, 1, 0, 0, 7),
    others: Int32Array.of(1, 0, 1, 1, 1, 0),
    weights: Float32Array.of(0.71, 0.5, 0.6, 1, 0.715, 0.9),
  };
  const batch = onePixelBatch([grey, grey, grey, grey, grey, grey]).with({ targets });
  let labels: readonly string[] = [];
  of(batch)
    .pipe(operator)
    .subscribe((list) => (labels = list.map(({ label }) => label)));
  expect(labels).toEqual([
    'tench 0.71 + church 0.29',
    'church 0.50 + tench 0.50',
    'church',
    'tench 1.00 + church 0.00',
    // 0.715 as a float is slightly less.
    'tench 0.71 + church 0.29',
    'class 7 0.90 + tench 0.10',
  ]);
});
