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
  expect(fittingBatchSize(size, count)).toBe(fitting);
});
