import { map, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { cutMix, mixed, mixUp, type BatchMix } from '../../../src/batches/index.ts';
import { createRng, type Batch, type ClassTargets } from '../../../src/core/index.ts';
import { tf, type Tensor4D } from '../../../src/engine/index.ts';
import { expectNoLeaks, onePixelBatch } from '../../support/made-batches.ts';
import { mixedOf } from '../../support/targets.ts';

test('alpha defaults to 0.4 for MixUp and 1 for CutMix', () => {
  expect(mixUp().settings).toEqual({ alpha: 0.4 });
  expect(cutMix().settings).toEqual({ alpha: 1 });
  expect(cutMix(0.5).settings).toEqual({ alpha: 0.5 });
});

const [HEIGHT, WIDTH, IMAGES] = [6, 20, 4];
const targets: ClassTargets = { _tag: 'ClassTargets', classes: Int32Array.of(0, 1, 2, 3) };

/** Applies CutMix to images of constant 0, 1, 2 and 3, and locates the patch. */
function applyCutMix(alpha: number, seed: number) {
  const values = Array.from({ length: IMAGES }, (_, i) => Array<number>(HEIGHT * WIDTH).fill(i)).flat();
  return tf.tidy(() => {
    const images = tf.tensor4d(values, [IMAGES, HEIGHT, WIDTH, 1]);
    const result = cutMix(alpha).mix(images, targets, createRng(seed).draws());
    const { others, weights } = mixedOf(result.targets);
    const pixels = result.images.dataSync<'float32'>();
    const rows: number[] = [];
    const columns: number[] = [];
    // The patch is invisible in an image that is mixed with itself.
    const shown = [...others].findIndex((other, i) => other !== i);
    const own = shown < 0 ? [] : [...pixels.subarray(shown * HEIGHT * WIDTH, (shown + 1) * HEIGHT * WIDTH)];
    own.forEach((value, at) => {
      if (value === shown) return;
      expect(value).toBe(others[shown]);
      rows.push(Math.floor(at / WIDTH));
      columns.push(at % WIDTH);
    });
    return { shown, weights: [...weights], rows, columns, others: [...others] };
  });
}
const cuts = (alpha: number, count: number) =>
  Array.from({ length: count }, (_, seed) => applyCutMix(alpha, seed)).filter(({ shown }) => shown >= 0);
const sideOf = (places: readonly number[]): number =>
  places.length === 0 ? 0 : Math.max(...places) - Math.min(...places) + 1;

describe('the draws of CutMix', () => {
  test('the weight is the fraction of pixels that remain, one per batch; the patch is a rectangle', () => {
    for (const { weights, rows, columns } of cuts(1, 100)) {
      expect(rows).toHaveLength(sideOf(rows) * sideOf(columns));
      for (const weight of weights) expect(weight).toBeCloseTo(1 - rows.length / (HEIGHT * WIDTH), 6);
    }
  });

  test('patches reach every row and column, with sides that follow Beta', () => {
    const all = cuts(1000, 200);
    // √½ of the sides: 4.2 → 4 rows, 14.1 → 14 columns, unless the border clips them.
    expect(Math.max(...all.map(({ rows }) => sideOf(rows)))).toBe(4);
    expect(Math.max(...all.map(({ columns }) => sideOf(columns)))).toBe(14);
    const firsts = (places: 'rows' | 'columns') => new Set(all.map((each) => Math.min(...each[places])));
    const lasts = (places: 'rows' | 'columns') => new Set(all.map((each) => Math.max(...each[places])));
    // The centre of a patch is 0 … 5 rows and 0 … 19 columns from the corner.
    expect([...firsts('rows')].sort()).toEqual([0, 1, 2, 3]);
    expect([...lasts('rows')].sort()).toEqual([1, 2, 3, 4, 5]);
    expect(firsts('columns').size).toBe(13);
    expect(lasts('columns').size).toBe(14);
  });

  test('a small alpha keeps the images or replaces as much as the border allows', () => {
    const sides = new Set(cuts(0.001, 100).map(({ rows }) => (rows.length === 0 ? 'none' : 'large')));
    expect(sides).toEqual(new Set(['none', 'large']));
    for (const { rows } of cuts(0.001, 100))
      // The largest patch, with its centre in a corner, covers a quarter.
      expect(rows.length === 0 || rows.length >= (HEIGHT * WIDTH) / 4).toBe(true);
  });

  test('each image of the batch is mixed in exactly once', () => {
    const all = cuts(1, 50).map(({ others }) => others);
    for (const others of all) expect([...others].sort()).toEqual([0, 1, 2, 3]);
    expect(new Set(all.map(String)).size).toBeGreaterThan(10);
  });
});

/** Mixes batches and returns them as plain values by index. */
function mixedValues(mix: BatchMix, indices: readonly number[]): ReadonlyMap<number, unknown> {
  const values = new Map<number, unknown>();
  const batchOf = (index: number): Batch<Tensor4D> =>
    onePixelBatch(index === 7 ? [] : [0, 1, 2].map((value) => [index, value, 9]), { index });
  of(...indices)
    .pipe(map(batchOf), mixed({ mix, rng: createRng(3), epoch: 4 }))
    .subscribe((batch) => {
      using owned = batch;
      values.set(owned.index, { pixels: owned.images?.dataSync().join(), targets: owned.targets });
    });
  return values;
}

test.each([mixUp(0.5), cutMix()])('$name of a batch does not depend on earlier batches', (mix) => {
  expectNoLeaks(() => {
    const alone = mixedValues(mix, [2]).get(2);
    expect(alone).toMatchObject({ targets: { _tag: 'MixedTargets' } });
    expect(mixedValues(mix, [0, 1, 2]).get(2)).toEqual(alone);
    expect(mixedValues(mix, [5, 7, 2]).get(2)).toEqual(alone);
  });
});

test('a batch without images is released by its consumer, not by mixed', () => {
  const order: string[] = [];
  const empty = onePixelBatch([]);
  empty.whenReleased(() => order.push('released'));
  of(empty)
    .pipe(mixed({ mix: mixUp(), rng: createRng(1), epoch: 0 }))
    .subscribe((batch) => {
      order.push('emitted');
      batch[Symbol.dispose]();
    });
  expect(order).toEqual(['emitted', 'released']);
});
