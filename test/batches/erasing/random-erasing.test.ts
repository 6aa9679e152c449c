import { describe, expect, test } from 'vitest';
import { randomErasing, type RandomErasingOptions } from '../../../src/batches/index.ts';
import { tf } from '../../../src/engine/index.ts';
import { applyTransform, contextOf, imageTensor, type Values } from '../../support/made-images.ts';

const [HEIGHT, WIDTH] = [20, 30] as const;
/** No noise has this value. */
const KEPT = 2;
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

const erased = (
  options: RandomErasingOptions,
  files: readonly number[],
  change: Parameters<typeof contextOf>[0] = {},
): Values =>
  applyTransform(
    randomErasing(options),
    imageTensor([files.length, HEIGHT, WIDTH, 3], () => KEPT),
    contextOf({ files, ...change }),
  );

/** The erased pixels of an image, and the box around them. */
function boxOf({ at }: Values, image: number) {
  const pixels = numbers(HEIGHT * WIDTH)
    .map((i) => [Math.floor(i / WIDTH), i % WIDTH] as const)
    .filter(([y, x]) => at(image, y, x) !== KEPT);
  const [ys, xs] = [pixels.map(([y]) => y), pixels.map(([, x]) => x)];
  return {
    count: pixels.length,
    height: Math.max(...ys) - Math.min(...ys) + 1,
    width: Math.max(...xs) - Math.min(...xs) + 1,
    place: `${Math.min(...ys)} ${Math.min(...xs)}`,
  };
}

const imagesOf = ({ all }: Values, count: number): readonly string[] =>
  numbers(count).map((i) => all.slice((i * all.length) / count, ((i + 1) * all.length) / count).join());

describe('randomErasing', () => {
  test('erases one box per image, of a random size and place', () => {
    const output = erased({ p: 1, sl: 0.1 }, numbers(100));
    const boxes = numbers(100).map((i) => boxOf(output, i));
    for (const { count, height, width } of boxes) {
      expect(count).toBe(height * width);
      // Sides are rounded.
      expect(count).toBeGreaterThan(0.1 * HEIGHT * WIDTH * 0.85);
      expect(count).toBeLessThan(0.3 * HEIGHT * WIDTH * 1.1);
      expect(height / width).toBeGreaterThan(0.3 * 0.85);
      expect(height / width).toBeLessThan(1.15 / 0.3);
    }
    expect(new Set(boxes.map(({ place }) => place)).size).toBeGreaterThan(60);
    expect(Math.max(...boxes.map(({ height, width }) => height / width))).toBeGreaterThan(2);
    expect(Math.min(...boxes.map(({ height, width }) => height / width))).toBeLessThan(0.5);
  });

  test('the box has the area and the aspect ratio that are drawn, as far as the image allows', () => {
    // A sixth of 600 pixels is 100.
    const square = { p: 1, sl: 1 / 6, sh: 1 / 6, minAspect: 1 };
    expect(boxOf(erased(square, [0]), 0)).toMatchObject({ height: 10, width: 10, count: 100 });
    // A square of 24.5 pixels is cut at the edges.
    expect(boxOf(erased({ ...square, sl: 1, sh: 1 }, [0]), 0)).toMatchObject({ height: 20, width: 24 });
    expect(boxOf(erased({ p: 1, sl: 0, sh: 0 }, [0]), 0).count).toBe(0);
  });

  test('several boxes share the area', () => {
    const one = { p: 1, sl: 1 / 6, sh: 1 / 6, minAspect: 1 };
    const output = erased({ ...one, maxCount: 3 }, numbers(60));
    const counts = numbers(60).map((i) => boxOf(output, i).count);
    // Boxes of 100, 49 and 36 pixels, which may overlap.
    expect(counts.filter((count) => count === 100).length).toBeGreaterThan(5);
    expect(counts.filter((count) => count === 98).length).toBeGreaterThan(3);
    expect(counts.filter((count) => count === 108).length).toBeGreaterThan(3);
    for (const count of counts) expect(count).toBeLessThanOrEqual(108);
  });

  test('the noise has the given mean and standard deviation in each channel', () => {
    const stats = { mean: [0.5, 0.4, 0.6], std: [0.1, 0.05, 0.02] };
    const { all } = erased({ p: 1, sl: 1, sh: 1, stats }, numbers(10));
    for (const channel of [0, 1, 2]) {
      const values = all.filter((value, i) => i % 3 === channel && value !== KEPT);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(mean).toBeCloseTo(stats.mean[channel]!, 1);
      expect(Math.abs(Math.sqrt(variance) / stats.std[channel]! - 1)).toBeLessThan(0.05);
    }
  });

  test('noise stays in 0..1, and differs between images, pixels and channels', () => {
    const { all } = erased({ p: 1, sl: 1, sh: 1, stats: { mean: [0, 1, 0.5], std: [1, 1, 1] } }, [0, 1]);
    const values = all.filter((value) => value !== KEPT);
    expect([Math.min(...values), Math.max(...values)]).toEqual([0, 1]);
    const between = values.filter((value) => value > 0 && value < 1);
    expect(new Set(between).size).toBeGreaterThan(0.99 * between.length);
  });

  test('p is the probability that an image changes', () => {
    const output = erased({ p: 0.3, sl: 0.1 }, numbers(400));
    const changed = numbers(400).filter((i) => boxOf(output, i).count > 0);
    expect(changed.length / 400).toBeCloseTo(0.3, 1);
    expect(erased({ p: 0 }, numbers(20)).all.every((value) => value === KEPT)).toBe(true);
  });

  test('an image has the same noise in any batch: a function of seed, epoch and image', () => {
    const options = { p: 0.7, maxCount: 2 };
    const all = imagesOf(erased(options, numbers(12)), 12);
    expect(imagesOf(erased(options, [9, 2], { index: 3 }), 2)).toEqual([all[9], all[2]]);
    expect(imagesOf(erased(options, numbers(12)), 12)).toEqual(all);
    for (const change of [{ seed: 2 }, { epoch: 1 }])
      expect(imagesOf(erased(options, numbers(12), change), 12)).not.toEqual(all);
  });

  test('validation images do not change; no tensor is left', () => {
    const before = tf.memory().numTensors;
    const { all } = erased({ p: 1, sl: 0.2 }, numbers(3), { split: 'valid' });
    expect(all.every((value) => value === KEPT)).toBe(true);
    erased({ p: 1, maxCount: 3 }, numbers(9));
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    [{ p: 1.1 }, 'randomErasing p: expected a number in 0..1, received 1.1'],
    [{ sl: 0.4 }, 'randomErasing sh: expected a number from sl, 0.4, to 1, received 0.3'],
    [{ sh: 2 }, 'randomErasing sh'],
    [{ minAspect: 0 }, 'randomErasing minAspect: expected a number above 0 and at most 1'],
    [{ maxCount: 0 }, 'randomErasing maxCount: expected a positive integer'],
  ])('rejects %j', (options, message) => {
    expect(() => randomErasing(options)).toThrow(message);
  });
});
