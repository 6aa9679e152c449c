import { expect, test } from 'vitest';
import { formatDuration } from '../../src/core/index.ts';

test.each([
  [0, '0s'],
  [0.5, '0.5s'],
  [16, '16s'],
  [99.4, '99s'],
  [99.5, '1.7m'],
  [300, '5m'],
  [1450, '24m'],
  [5940, '99m'],
  [5970, '1.7h'],
  [7200, '2h'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
