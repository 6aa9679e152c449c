import { expect, test } from 'vitest';
import { formatBytes } from '../../src/core/index.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [999.6, '1 kB'],
  [1000, '1 kB'],
  [949_700, '950 kB'],
  // A value that rounds to 1000 of a unit is 1 of the next.
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [44_812_345, '45 MB'],
  [999_499_999, '999 MB'],
  [999_500_000, '1.0 GB'],
  [1_300_000_000, '1.3 GB'],
  [999_949_999_999, '999.9 GB'],
  [999_950_000_000, '1.0 TB'],
  [3e15, '3000.0 TB'],
])('formats %s bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
