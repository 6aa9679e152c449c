import { describe, expect, test } from 'vitest';
import { operations, type ColorOperation } from '../../../src/batches/rand-augment/operations.ts';
import { resample } from '../../../src/batches/resampling/resample.ts';
import { createRng, integer } from '../../../src/core/index.ts';
import { tf, type Tensor4D } from '../../../src/engine/index.ts';
import { imageTensor, valuesOf } from '../../support/made-images.ts';

const named = (name: string) => operations.find((operation) => operation.name === name)!;

/** Applies a color operation to images of bytes, and returns bytes that need not be whole. */
function bytesAfter(name: string, bytes: Tensor4D, strengths: readonly number[]): readonly number[] {
  const before = tf.memory().numTensors;
  const output = tf.tidy(() => (named(name) as ColorOperation).apply(tf.div(bytes, 255), strengths));
  bytes.dispose();
  const { all } = valuesOf(output);
  expect(tf.memory().numTensors).toBe(before - 1);
  return all.map((value) => value * 255);
}

const close = (values: readonly number[]): number[] =>
  values.map((value) => expect.closeTo(value, 3) as number);

/** Two images of random bytes. */
const [SIDE, IMAGES] = [20, 2] as const;
const PIXELS = SIDE * SIDE;
const draw = createRng(1).draws();
const bytes = Array.from(
  { length: IMAGES * PIXELS * 3 },
  (_, i) => 20 + integer(draw, i % 3 === 0 ? 60 : 200),
);
const tensor = (): Tensor4D => tf.tensor4d(bytes, [IMAGES, SIDE, SIDE, 3]);
const byteAt = (n: number, y: number, x: number, c: number): number =>
  bytes[((n * SIDE + y) * SIDE + x) * 3 + c]!;
/** Computes all values from a formula. */
const each = (value: (n: number, y: number, x: number, c: number) => number): number[] =>
  bytes.map((_, i) =>
    value(Math.floor(i / 3 / PIXELS), Math.floor(i / 3 / SIDE) % SIDE, Math.floor(i / 3) % SIDE, i % 3),
  );
const limited = (value: number): number => Math.min(Math.max(value, 0), 255);
/** The values of a channel of an image. */
const channel = (n: number, c: number): number[] =>
  Array.from({ length: PIXELS }, (_, i) => byteAt(n, Math.floor(i / SIDE), i % SIDE, c));
const grey = (n: number, y: number, x: number): number =>
  0.299 * byteAt(n, y, x, 0) + 0.587 * byteAt(n, y, x, 1) + 0.114 * byteAt(n, y, x, 2);
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

describe('enhancements: a factor of 1 + 0.9 · strength, for each image its own', () => {
  const strengths = [0.5, -1] as const;
  const blend = (n: number, base: number, value: number): number =>
    limited(base + (1 + 0.9 * strengths[n]!) * (value - base));

  test('brightness scales the values', () => {
    expect(bytesAfter('brightness', tensor(), strengths)).toEqual(
      close(each((n, y, x, c) => blend(n, 0, byteAt(n, y, x, c)))),
    );
  });

  test('contrast scales the distance from the mean grey of the image', () => {
    const greys = [0, 1].map((n) =>
      mean([0, 1, 2].map((c) => [0.299, 0.587, 0.114][c]! * 3 * mean(channel(n, c)))),
    );
    expect(bytesAfter('contrast', tensor(), strengths)).toEqual(
      close(each((n, y, x, c) => blend(n, greys[n]!, byteAt(n, y, x, c)))),
    );
  });

  test('color scales the distance from the grey of the pixel', () => {
    expect(bytesAfter('color', tensor(), strengths)).toEqual(
      close(each((n, y, x, c) => blend(n, grey(n, y, x), byteAt(n, y, x, c)))),
    );
  });

  test('sharpness scales the distance from the smoothed image; the border stays', () => {
    const smooth = (n: number, y: number, x: number, c: number): number => {
      if ([y, x].some((at) => at === 0 || at === SIDE - 1)) return byteAt(n, y, x, c);
      const around = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => byteAt(n, y + dy, x + dx, c)));
      return (around.reduce((sum, v) => sum + v, 0) + 4 * byteAt(n, y, x, c)) / 13;
    };
    expect(bytesAfter('sharpness', tensor(), strengths)).toEqual(
      close(each((n, y, x, c) => blend(n, smooth(n, y, x, c), byteAt(n, y, x, c)))),
    );
    const tiny = tf.tensor4d([10, 20, 30, 40, 50, 60], [1, 1, 2, 3]);
    expect(bytesAfter('sharpness', tiny, [1])).toEqual(close([10, 20, 30, 40, 50, 60]));
  });
});

describe('tones', () => {
  test('autocontrast stretches each channel of each image; one of a single value stays', () => {
    expect(bytesAfter('autocontrast', tensor(), [1, -1])).toEqual(
      close(
        each((n, y, x, c) => {
          const [low, high] = [Math.min(...channel(n, c)), Math.max(...channel(n, c))];
          return (255 * (byteAt(n, y, x, c) - low)) / (high - low);
        }),
      ),
    );
    expect(bytesAfter('autocontrast', tf.tensor4d([7, 9, 7, 11], [1, 1, 2, 2]), [1])).toEqual(
      close([7, 0, 7, 255]),
    );
  });

  test('solarize inverts the values above 1 − strength', () => {
    expect(bytesAfter('solarize', tensor(), [0.6, -0.6])).toEqual(
      close(
        each((n, y, x, c) =>
          byteAt(n, y, x, c) > 0.4 * 255 ? 255 - byteAt(n, y, x, c) : byteAt(n, y, x, c),
        ),
      ),
    );
    expect(bytesAfter('solarize', tf.tensor4d([0, 255], [1, 1, 2, 1]), [0])).toEqual(close([0, 255]));
  });

  test.each([
    [1, 0xf0],
    [0.5, 0xfc],
    [0.9, 0xf0],
  ])('posterize at strength %d keeps the bits %d', (strength, mask) => {
    expect(bytesAfter('posterize', tensor(), [strength, -strength])).toEqual(
      close(each((n, y, x, c) => byteAt(n, y, x, c) & mask)),
    );
  });

  test('equalize: two levels, each of half of the pixels, become black and white', () => {
    const halves = imageTensor([1, 32, 32, 1], (y) => (y < 16 ? 10 : 20));
    const output = bytesAfter('equalize', halves, [1]);
    expect(output).toEqual(close(Array.from({ length: 1024 }, (_, i) => (i < 512 ? 0 : 255))));
  });

  test('equalize maps each channel of each image by its cumulative histogram', () => {
    const tableOf = (values: readonly number[]): readonly number[] => {
      const counts = Array.from({ length: 256 }, (_, level) => values.filter((v) => v === level).length);
      const step = Math.floor((values.length - counts.findLast((count) => count > 0)!) / 255);
      let sum = Math.floor(step / 2);
      return counts.map((count, level) => {
        const mapped = step === 0 ? level : Math.min(Math.floor(sum / step), 255);
        sum += count;
        return mapped;
      });
    };
    const tables = [0, 1].map((n) => [0, 1, 2].map((c) => tableOf(channel(n, c))));
    expect(tables[0]).not.toEqual(tables[1]);
    expect(bytesAfter('equalize', tensor(), [1, 1])).toEqual(
      close(each((n, y, x, c) => tables[n]![c]![byteAt(n, y, x, c)]!)),
    );
  });

  test('equalize leaves an image of a single level, and one of fewer than 256 pixels', () => {
    expect(
      bytesAfter(
        'equalize',
        imageTensor([1, 20, 20, 1], () => 77),
        [1],
      ),
    ).toEqual(close(Array<number>(400).fill(77)));
    expect(bytesAfter('equalize', tf.tensor4d([7, 9], [1, 1, 2, 1]), [1])).toEqual(close([7, 9]));
  });
});

describe('spatial operations at full strength', () => {
  /** Returns where a pixel of a square of 41 pixels comes from: pixels down and across, from the centre. */
  const sourceOf = (name: string, strength: number, down: number, across: number): readonly number[] => {
    const operation = named(name);
    if (operation.kind !== 'spatial') throw new Error(`${name} moves nothing`);
    const positions = imageTensor([1, 41, 41, 2], (y, x, _, c) => (c === 0 ? y : x));
    const moved = resample(positions, {
      matrices: [operation.matrix(strength)],
      size: { height: 41, width: 41 },
      mode: 'bilinear',
      padMode: 'zeros',
      alignCorners: true,
    });
    positions.dispose();
    const { at } = valuesOf(moved);
    return [0, 1].map((c) => at(0, 20 + down, 20 + across, c) - 20);
  };
  const [sine, cosine] = [0.5, Math.sqrt(3) / 2] as const;

  test.each([
    ['identity', 1, [4, -3]],
    ['rotate', 1, [4 * cosine - -3 * sine, -3 * cosine + 4 * sine]],
    ['rotate', -1, [4 * cosine + -3 * sine, -3 * cosine - 4 * sine]],
    ['shear-x', 1, [4, -3 + 0.3 * 4]],
    ['shear-y', -1, [4 - 0.3 * -3, -3]],
    // 0.45 of the 40 pixels between the centres of the outermost ones.
    ['translate-x', 1, [4, -3 + 18]],
    ['translate-y', -0.5, [4 - 9, -3]],
  ] as const)('%s by %d', (name, strength, expected) => {
    expect(sourceOf(name, strength, 4, -3)).toEqual(close(expected));
  });
});

test('there are fourteen, with names of their own; strength 0 changes nothing, except for two', () => {
  expect(new Set(operations.map(({ name }) => name)).size).toBe(14);
  for (const operation of operations)
    if (operation.kind === 'spatial') expect(operation.matrix(0)).toEqual(close([1, 0, 0, 0, 1, 0, 0, 0, 1]));
    else if (!['autocontrast', 'equalize'].includes(operation.name))
      expect(bytesAfter(operation.name, tensor(), [0, 0]), operation.name).toEqual(close(bytes));
});
