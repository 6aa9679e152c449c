import { describe, expect, test } from 'vitest';
import { augTransforms, type AugTransformsOptions, type BatchTransform } from '../../src/batches/index.ts';
import { resizeBox } from '../../src/batches/resampling/resize-box.ts';
import { tf } from '../../src/engine/index.ts';
import { expectClose } from '../support/close.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import {
  applyTransform,
  boxSeen,
  contextOf,
  imageTensor,
  ramp,
  type Values,
} from '../support/made-images.ts';

const [HEIGHT, WIDTH] = [96, 64];
/** Size of the output; large enough to avoid area averaging, which would blur the ramps. */
const SIZE = 48;
const ways = ['twice', 'once'] as const;
const noSpatial = { doFlip: false, maxRotate: 0, maxZoom: 1, maxWarp: 0 };

/** The spatial transform of the usual augmentation. */
function spatialOf(options: AugTransformsOptions): BatchTransform {
  const [first, ...others] = augTransforms({ maxLighting: 0, size: SIZE, ...options });
  expect(others).toEqual([]);
  return first!;
}

const rampsSeen = (options: AugTransformsOptions, context: Parameters<typeof contextOf>[0] = {}): Values =>
  applyTransform(
    spatialOf(options),
    imageTensor([2, HEIGHT, WIDTH], ramp),
    contextOf({ files: [0, 1], ...context }),
  );

/** A smooth image with values in 0..1. */
const waves = (y: number, x: number, image: number): number =>
  0.5 + 0.5 * Math.sin(y / 15 + image) * Math.cos(x / 11);

const wavesSeen = (options: AugTransformsOptions, context: Parameters<typeof contextOf>[0] = {}): Values =>
  applyTransform(
    spatialOf(options),
    imageTensor([3, HEIGHT, WIDTH], waves),
    contextOf({ files: [0, 1, 2], ...context }),
  );

describe.each(ways)('presizing with interpolation %s', (interpolation) => {
  test('without other transforms, cuts the same square out of all images', () => {
    const boxes = Array.from({ length: 30 }, (_, index) => {
      const output = rampsSeen({ ...noSpatial, minScale: 0.35, interpolation }, { index });
      expect(output.shape).toEqual([2, SIZE, SIZE, 1]);
      expect(boxSeen(output, 1)).toEqual(boxSeen(output, 0));
      return boxSeen(output);
    });
    for (const { left, top, height, width } of boxes) {
      expect(width).toBe(height);
      expect(left >= 0 && top >= 0 && left + width <= WIDTH && top + height <= HEIGHT).toBe(true);
      expect((width + 0.5) ** 2).toBeGreaterThanOrEqual(0.35 * HEIGHT * WIDTH);
    }
    expect(new Set(boxes.map(({ height }) => height)).size).toBeGreaterThan(5);
  });

  test('uses the largest central square if no square reaches minScale', () => {
    const box = boxSeen(rampsSeen({ ...noSpatial, minScale: 0.75, interpolation }));
    expect(box).toEqual({ left: 0, top: 16, height: 64, width: 64 });
  });

  test('in validation, uses the largest central square and draws nothing', () => {
    const output = rampsSeen({ minScale: 0.35, interpolation }, { split: 'valid' });
    expect(output.shape).toEqual([2, SIZE, SIZE, 1]);
    expect(boxSeen(output)).toEqual({ left: 0, top: 16, height: 64, width: 64 });
    for (let i = 0; i < SIZE; i++) {
      expect(output.at(1, i, i)).toBeCloseTo(ramp(16 + (i * 63) / (SIZE - 1), (i * 63) / (SIZE - 1)), 2);
    }
  });

  test('a flip mirrors the whole image, not the box', () => {
    const options = { ...noSpatial, minScale: 0.35, interpolation };
    const box = boxSeen(rampsSeen(options));
    const files = Array.from({ length: 8 }, (_, i) => i);
    const images = imageTensor([8, HEIGHT, WIDTH], ramp);
    const output = applyTransform(spatialOf({ ...options, doFlip: true }), images, contextOf({ files }));
    const lefts = files.map((n) => Math.round(output.at(n, 0, 0)) % 100);
    // After a flip, the same box shows the other side.
    expect(new Set(lefts)).toEqual(new Set([box.left, WIDTH - 1 - box.left]));
  });

  test('accepts other shapes of images and outputs', () => {
    for (const [height, width, size] of [
      [40, 130, [10, 20]],
      [130, 40, [20, 10]],
      [7, 5, 16],
      [1, 9, [1, 3]],
    ] as const) {
      const transform = spatialOf({ minScale: 0.5, size, interpolation });
      const { shape, all } = applyTransform(transform, imageTensor([1, height, width], waves), contextOf());
      const [outHeight, outWidth] = typeof size === 'number' ? [size, size] : size;
      expect(shape).toEqual([1, outHeight, outWidth, 1]);
      expect(all.every((value) => value > -1e-3 && value < 1.001)).toBe(true);
    }
  });

  test('leaks no tensor', () => {
    const images = imageTensor([2, HEIGHT, WIDTH], ramp);
    expectNoLeaks(() => {
      const transform = spatialOf({ minScale: 0.35, interpolation });
      tf.tidy(() => transform.apply(images, contextOf({ files: [0, 1] }))).dispose();
    });
    images.dispose();
  });

  test('the draws of an image do not depend on the rest of the batch', () => {
    const one = (options: AugTransformsOptions, files: readonly number[], rest = {}): readonly number[] => {
      const images = imageTensor([files.length, HEIGHT, WIDTH], (y, x) => waves(y, x, 0));
      const output = applyTransform(spatialOf(options), images, contextOf({ files, ...rest }));
      const place = files.indexOf(7) * SIZE * SIZE;
      return output.all.slice(place, place + SIZE * SIZE);
    };
    const options = { minScale: 0.35, interpolation };
    const alone = one(options, [7]);
    expect(one(options, [3, 7, 9])).toEqual(alone.map((value) => expect.closeTo(value, 4) as number));
    const others = [{ index: 1 }, { epoch: 1 }, { seed: 2 }].map((rest) => one(options, [7], rest));
    expect(new Set([alone, ...others].map((values) => JSON.stringify(values))).size).toBe(4);
  });
});

test('twice warps at full size, then cuts out the box and resizes it', () => {
  const options = { minScale: 0.35, interpolation: 'twice' } as const;
  const files = [0, 1, 2];
  for (const index of [0, 1, 2, 3]) {
    const context = contextOf({ files, index });
    const box = boxSeen(rampsSeen({ ...noSpatial, ...options }, { index }));
    tf.tidy(() => {
      const images = imageTensor([3, HEIGHT, WIDTH], waves);
      const [warped] = augTransforms({ maxLighting: 0 }).map(({ apply }) => apply(images, context));
      const expected = resizeBox(warped!, box, { height: SIZE, width: SIZE });
      expectClose(spatialOf(options).apply(images, context), expected, 1e-4);
    });
  }
});

test('once and twice use the same draws: a smooth image comes out almost equal', () => {
  const difference = (a: Values, b: Values): number =>
    a.all.reduce((sum, value, i) => sum + Math.abs(value - b.all[i]!), 0) / a.all.length;
  for (const index of [0, 1, 2]) {
    const [twice, once] = ways.map((interpolation) =>
      wavesSeen({ minScale: 0.35, interpolation }, { index }),
    );
    expect(once!.shape).toEqual(twice!.shape);
    expect(difference(once!, twice!)).toBeLessThan(0.005);
    // Other draws differ far more.
    expect(difference(once!, wavesSeen({ minScale: 0.35 }, { index: index + 9 }))).toBeGreaterThan(0.05);
  }
});

test('once is sharper: noise keeps more of its contrast', () => {
  const contrast = (interpolation: 'twice' | 'once'): number => {
    const images = imageTensor([1, HEIGHT, WIDTH], (y, x) => (y * 7 + x * 13 + ((y * x) % 5)) % 2);
    const { all } = applyTransform(
      spatialOf({ minScale: 0.35, pAffine: 1, size: 60, interpolation }),
      images,
      contextOf(),
    );
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    return all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length;
  };
  expect(contrast('once')).toBeGreaterThan(1.1 * contrast('twice'));
});
