import { expect, test } from 'vitest';
import { integerShrunkSize } from '../../../src/batches/resampling/integer-shrunk-size.ts';

// fastai's rule shrinks an image that is more than twice too large to twice the output.
test.each([
  ['not too large', 128, 128, 128, null],
  ['slightly more than twice', 460, 460, 224, null],
  ['more than four times', 460, 460, 112, [230, 230]],
  ['seven times', 460, 460, 64, [153, 153]],
  ['a rectangle', 300, 512, 64, [150, 256]],
] as const)('%s: %i×%i sampled at %i pixels', (_, height, width, out, expected) => {
  const size = integerShrunkSize({ height, width }, out, 2);
  expect(size === null ? null : [size.height, size.width]).toEqual(expected);
});

test('zoomed images are not shrunk', () => {
  expect(integerShrunkSize({ height: 460, width: 460 }, 112, 0.5)).toBe(null);
});
