import { expect, test } from 'vitest';
import { fittingBatchSize } from '../../pipelines/fitting-batch-size.ts';

test.each([
  // [default, images, size]: an epoch of 256 images has four steps of 64.
  [64, 10_000, 64],
  [64, 256, 64],
  [64, 255, 32],
  [64, 70, 16],
  [64, 64, 16],
  [64, 16, 4],
  [64, 11, 2],
  [64, 3, 2],
  [64, 2, 2],
  [128, 256, 64],
  [48, 256, 48],
  [48, 190, 32],
])('a default of %i for %i images is %i', (size, count, fitting) => {
  expect(fittingBatchSize(size, count, 1)).toBe(fitting);
});

test.each([
  // [images, processes, size]: a multiple of the processes, at least two images for each.
  [10_000, 4, 64],
  [10_000, 3, 63],
  [70, 3, 15],
  [70, 8, 16],
  [70, 12, 24],
  [20, 12, 24],
])('a default of 64 for %i images and %i processes is %i', (count, processes, fitting) => {
  expect(fittingBatchSize(64, count, processes)).toBe(fitting);
});
