import { expect, test } from 'vitest';
import { randomResizedCrop, resize, seenPart } from '../../src/items/index.ts';

const wide = { height: 100, width: 200 };

test.each([
  ['no transform', [], [0, 0, 1, 1]],
  ['a crop', [resize(10)], [0.25, 0, 0.5, 1]],
  ['a squish', [resize(10, { method: 'squish' })], [0, 0, 1, 1]],
  // 200 × 200 around 100 × 200.
  ['padding', [resize(10, { method: 'pad' })], [0, -0.5, 1, 2]],
  // The centre, a square of 100, then the upper and lower quarter cut off.
  ['two crops', [resize(80), resize([40, 80])], [0.25, 0.25, 0.5, 0.5]],
])('%s', (_, transforms, part) => {
  expect(seenPart(transforms, wide)).toEqual(part);
});

test('a random crop is the central one of validation', () => {
  const [left, top, width, height] = seenPart([randomResizedCrop(50)], wide);
  expect(2 * left + width).toBeCloseTo(1, 2);
  expect(2 * top + height).toBeCloseTo(1, 2);
  expect(width).toBeLessThan(1);
});
