import { describe, expect, test } from 'vitest';
import { randAugment } from '../../../src/batches/index.ts';
import { operations } from '../../../src/batches/rand-augment/operations.ts';
import { createRng } from '../../../src/core/index.ts';
import { tf, type Tensor4D } from '../../../src/engine/index.ts';
import { applyTransform, contextOf, imageTensor } from '../../support/made-images.ts';

const SIDE = 20;
const draw = createRng(3).draws();
const image = Array.from({ length: SIDE * SIDE * 3 }, () => 0.2 + 0.6 * draw());
/** The same image, `count` times. */
const copies = (count: number): Tensor4D =>
  tf.tensor4d(Array.from({ length: count }, () => image).flat(), [count, SIDE, SIDE, 3]);
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** The image after the transform, as the files of these numbers: one text per file. */
const outcomes = (
  transform: ReturnType<typeof randAugment>,
  files: readonly number[],
  change: Parameters<typeof contextOf>[0] = {},
): readonly string[] => {
  const { all } = applyTransform(transform, copies(files.length), contextOf({ files, ...change }));
  return files.map((_, i) =>
    all
      .slice(i * image.length, (i + 1) * image.length)
      .map((value) => value.toFixed(4))
      .join(),
  );
};
const unchanged = image.map((value) => value.toFixed(4)).join();

describe('randAugment', () => {
  test('draws each operation equally often, and half of the time in each direction', () => {
    const seen = new Map<string, number>();
    for (const outcome of outcomes(randAugment({ n: 1 }), numbers(700)))
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    // Identity, autocontrast, equalize, solarize and posterize have no direction; nine others have two.
    expect(seen.size).toBe(5 + 9 * 2);
    const counts = [...seen.values()].sort((a, b) => b - a);
    for (const count of counts.slice(0, 5))
      expect(Math.abs(count - 700 / operations.length)).toBeLessThan(25);
    for (const count of counts.slice(5)) expect(Math.abs(count - 350 / operations.length)).toBeLessThan(17);
    expect(seen.get(unchanged)).toBeGreaterThan(25);
  });

  test('at magnitude 0, only autocontrast and equalize change an image', () => {
    expect(new Set(outcomes(randAugment({ n: 1, magnitude: 0 }), numbers(200))).size).toBe(3);
  });

  test('an image has the same operations in any batch; they are a function of seed, epoch and image', () => {
    const transform = randAugment({ n: 3 });
    const all = outcomes(transform, numbers(24));
    expect(new Set(all).size).toBeGreaterThan(20);
    expect(outcomes(transform, [17, 3, 8], { index: 5 })).toEqual([all[17], all[3], all[8]]);
    for (const file of [0, 11, 23]) expect(outcomes(transform, [file])).toEqual([all[file]]);
    expect(outcomes(transform, numbers(24))).toEqual(all);
    for (const change of [{ seed: 2 }, { epoch: 1 }])
      expect(outcomes(transform, numbers(24), change)).not.toEqual(all);
  });

  test('operations follow each other: n of them are those of n − 1, then one more', () => {
    // Where the first is the identity, two are the second alone.
    const [once, twice] = [1, 2].map((n) => outcomes(randAugment({ n }), numbers(200)));
    const known = new Set(once);
    const afterIdentity = twice!.filter((_, i) => once![i] === unchanged);
    expect(afterIdentity.length).toBeGreaterThan(5);
    for (const outcome of afterIdentity) expect(known).toContain(outcome);
    expect(twice!.filter((outcome) => !known.has(outcome)).length).toBeGreaterThan(100);
  });

  test('values stay in 0..1, images keep their size, and no tensor is left', () => {
    const before = tf.memory().numTensors;
    const images = imageTensor([40, 9, 13, 3], (y, x, n, c) => ((y * x + n + c) % 11) / 10);
    const output = applyTransform(
      randAugment({ n: 4, magnitude: 10 }),
      images,
      contextOf({ files: numbers(40) }),
    );
    expect(output.shape).toEqual([40, 9, 13, 3]);
    expect(Math.min(...output.all)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...output.all)).toBeLessThanOrEqual(1);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('validation images do not change', () => {
    expect(outcomes(randAugment(), numbers(5), { split: 'valid' })).toEqual(Array(5).fill(unchanged));
  });

  test('rejects options out of range', () => {
    expect(() => randAugment({ n: 0 })).toThrow('randAugment n: expected a positive integer, received 0');
    for (const magnitude of [-1, 10.5, NaN])
      expect(() => randAugment({ magnitude })).toThrow('randAugment magnitude: expected a number in 0..10');
  });
});
