import { expect, test } from 'vitest';
import { randomResizedCropBatch } from '../../src/batches/index.ts';
import {
  applyTransform,
  boxSeen,
  contextOf,
  imageTensor,
  ramp,
  type Values,
} from '../support/made-images.ts';

const cropped = (
  options: Parameters<typeof randomResizedCropBatch>[1],
  context: Parameters<typeof contextOf>[0] = {},
): Values =>
  applyTransform(
    randomResizedCropBatch([6, 5], options),
    imageTensor([2, 9, 12], ramp),
    contextOf({ files: [0, 1], ...context }),
  );

test('cuts one box out of all images, with area and aspect in range', () => {
  const boxes = Array.from({ length: 60 }, (_, index) => {
    const output = cropped({ minScale: 0.3, maxScale: 0.6, ratio: [0.5, 2] }, { index });
    expect(output.shape).toEqual([2, 6, 5, 1]);
    expect(boxSeen(output, 1)).toEqual(boxSeen(output, 0));
    return boxSeen(output);
  });
  for (const { left, top, height, width } of boxes) {
    expect(left >= 0 && top >= 0 && left + width <= 12 && top + height <= 9).toBe(true);
    // Sides are rounded to integers.
    expect((width + 0.5) * (height + 0.5)).toBeGreaterThanOrEqual(0.3 * 108);
    expect((width - 0.5) * (height - 0.5)).toBeLessThanOrEqual(0.6 * 108);
    expect((width + 0.5) / (height - 0.5)).toBeGreaterThanOrEqual(0.5);
    expect((width - 0.5) / (height + 0.5)).toBeLessThanOrEqual(2);
  }
  expect(new Set(boxes.map((box) => JSON.stringify(box))).size).toBeGreaterThan(20);
});

test('interpolates linearly and aligns the outermost pixels', () => {
  const output = cropped({ minScale: 0.3, ratio: [0.5, 2] });
  const { left, top, height, width } = boxSeen(output);
  for (let y = 0; y < 6; y++)
    for (let x = 0; x < 5; x++)
      expect(output.at(1, y, x)).toBeCloseTo(
        ramp(top + (y * (height - 1)) / 5, left + (x * (width - 1)) / 4),
        2,
      );
});

test('nearest does not interpolate', () => {
  const output = cropped({ minScale: 0.5, mode: 'nearest' });
  expect(output.shape).toEqual([2, 6, 5, 1]);
  expect(output.all.every((value) => Number.isInteger(value) && value % 100 < 12 && value < 900)).toBe(true);
});

test('the box depends on the seed, the epoch and the batch index, not on the images', () => {
  const options = { minScale: 0.1 };
  const box = boxSeen(cropped(options, { index: 3 }));
  expect(boxSeen(cropped(options, { index: 3, files: [8, 7] }))).toEqual(box);
  expect(boxSeen(cropped(options, { index: 4 }))).not.toEqual(box);
  expect(boxSeen(cropped(options, { index: 3, epoch: 1 }))).not.toEqual(box);
  expect(boxSeen(cropped(options, { index: 3, seed: 2 }))).not.toEqual(box);
});

test('in validation, uses the full image if its aspect is in range, else its centre', () => {
  const valid = (options: Parameters<typeof cropped>[0]) => boxSeen(cropped(options, { split: 'valid' }));
  expect(valid({ ratio: [1, 2] })).toEqual({ left: 0, top: 0, height: 9, width: 12 });
  expect(valid({ ratio: [1, 1] })).toEqual({ left: 1, top: 0, height: 9, width: 9 });
  expect(valid({ ratio: [2, 2] })).toEqual({ left: 0, top: 1, height: 6, width: 12 });
  expect(valid({ ratio: [1, 2], validScale: 0.5 })).toEqual({ left: 3, top: 2, height: 4, width: 6 });
});
