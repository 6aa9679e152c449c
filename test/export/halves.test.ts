import { expect, test } from 'vitest';
import { bytesOf, toHalves } from '../../src/export/halves.ts';
import { toFloat32 } from '../../src/io/models/safetensors-values.ts';

const read = (halves: Uint16Array): Float32Array => toFloat32(bytesOf(halves), 'F16');

test('every float16 is kept', () => {
  const finite = Uint16Array.from({ length: 65_536 }, (_, i) => i).filter(
    (bits) => (bits & 0x7c00) !== 0x7c00,
  );
  expect(toHalves(read(finite))).toEqual(finite);
});

test.each([
  // Between 1 and the next float16, 1 + 2⁻¹⁰.
  ['just below the middle', 1 + 2 ** -11 - 2 ** -20, 1],
  ['the middle, to the even one', 1 + 2 ** -11, 1],
  ['the next middle, to the even one', 1 + 3 * 2 ** -11, 1 + 2 ** -9],
  ['just above the middle', 1 + 2 ** -11 + 2 ** -20, 1 + 2 ** -10],
  ['up to a power of two', 2 - 2 ** -12, 2],
  ['the largest', 65_504, 65_504],
  ['almost too large', 65_519, 65_504],
  ['too small', 2 ** -26, 0],
  ['the middle of the smallest, to the even one', 2 ** -25, 0],
  ['negative', -(1 + 2 ** -11 + 2 ** -20), -(1 + 2 ** -10)],
])('rounds to the nearest: %s', (_, value, half) => {
  expect(read(toHalves(Float32Array.of(value)))).toEqual(Float32Array.of(half));
});

test('a number that is too large is refused', () => {
  expect(() => toHalves(Float32Array.of(1, -65_520))).toThrow(
    'exportModel half: expected weights up to 65504, received -65520. Export without it.',
  );
});
