import { expect, test } from 'vitest';
import { batchStats, mnistStats, normalize } from '../../src/batches/index.ts';
import { expectNoLeaks } from '../support/made-batches.ts';
import { applyTransform, contextOf, imageTensor } from '../support/made-images.ts';

const close = (values: readonly number[], digits = 5) =>
  values.map((value) => expect.closeTo(value, digits) as number);

test.each(['train', 'valid'] as const)('computes (x − mean) / std for each channel, in %s', (split) => {
  const transform = normalize({ mean: [0.5, 0.25, 0], std: [0.5, 0.25, 1] });
  const images = imageTensor([2, 1, 1, 3], (_y, _x, n) => n);
  expect(applyTransform(transform, images, contextOf({ split, files: [0, 1] })).all).toEqual([
    -1, -1, 0, 1, 3, 1,
  ]);
});

test('mean 0 and std 1 change nothing', () => {
  const images = imageTensor([1, 2, 2, 3], (y, x, _, c) => y + x / 2 + c / 4);
  const values = [...images.dataSync()];
  expect(applyTransform(normalize({ mean: [0, 0, 0], std: [1, 1, 1] }), images, contextOf()).all).toEqual(
    values,
  );
});

test('statistics of one channel apply to all channels', () => {
  const output = applyTransform(
    normalize(mnistStats),
    imageTensor([1, 1, 1, 3], (_y, _x, _n, c) => c),
    contextOf(),
  );
  expect(output.all).toEqual(close([0, 1, 2].map((value) => (value - 0.131) / 0.308)));
});

test('the statistics of a batch cover images, rows and columns, per channel', () => {
  const value = (y: number, x: number, n: number, c: number): number =>
    Math.sin(1 + y + 5 * x + 7 * n) * (c + 1);
  const images = imageTensor([2, 3, 4, 3], value);
  const { mean, std } = batchStats(images);
  images.dispose();
  [0, 1, 2].forEach((c) => {
    const values = Array.from({ length: 24 }, (_, i) =>
      value(Math.floor(i / 4) % 3, i % 4, Math.floor(i / 12), c),
    );
    const average = values.reduce((sum, v) => sum + v, 0) / 24;
    const squares = values.reduce((sum, v) => sum + (v - average) ** 2, 0);
    expect(mean[c]).toBeCloseTo(average, 5);
    expect(std[c]).toBeCloseTo(Math.sqrt(squares / 23), 5);
  });
});

test('a batch normalized with its own statistics has mean 0 and std 1', () => {
  const images = imageTensor([4, 5, 5, 3], (y, x, n, c) => (y * x + n) / (c + 2));
  const stats = batchStats(images);
  const output = applyTransform(normalize(stats), images, contextOf({ files: [0, 1, 2, 3] }));
  const { mean, std } = batchStats(imageTensor([4, 5, 5, 3], (y, x, n, c) => output.at(n, y, x, c)));
  expect([...mean, ...std]).toEqual(close([0, 0, 0, 1, 1, 1]));
});

test('the std of a single colour or pixel is tiny but above 0', () => {
  for (const shape of [
    [2, 3, 3, 3],
    [1, 1, 1, 3],
  ] as const) {
    const images = imageTensor(shape, () => 0.5);
    const { mean, std } = batchStats(images);
    images.dispose();
    expect(mean).toEqual(close([0.5, 0.5, 0.5]));
    expect(std.every((value) => value > 0 && value < 1e-5)).toBe(true);
  }
});

test('statistics leak no tensor', () => {
  const images = imageTensor([1, 2, 2, 3], (y, x) => y + x);
  expectNoLeaks(() => {
    batchStats(images);
  });
  images.dispose();
});
