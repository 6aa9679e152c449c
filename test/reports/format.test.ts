import { expect, test } from 'vitest';
import { formatCount, formatPlural, formatRate, formatTime, formatValue } from '../../src/reports/index.ts';

test.each([
  [0, '00:00'],
  [0.99, '00:00'],
  [59.999, '00:59'],
  [60, '01:00'],
  [87.4, '01:27'],
  [3599, '59:59'],
  [3600, '1:00:00'],
  [45_296, '12:34:56'],
  [-1, '00:00'],
])('formats %s seconds as %s', (seconds, text) => {
  expect(formatTime(seconds)).toBe(text);
});

test.each([
  [1.671049, '1.671049'],
  [0.46804, '0.468040'],
  [2, '2.000000'],
  [99_999.5, '99999.500000'],
  [-123_456_789, '-1.2346e+8'],
  [null, ''],
  [undefined, ''],
])('formats the value %s as "%s"', (value, text) => {
  expect(formatValue(value)).toBe(text);
});

test('formats counts with thousands separators and plurals', () => {
  expect(formatCount(11_181_642)).toBe('11,181,642');
  expect([0, 1, 7576].map((count) => formatPlural(count, 'image'))).toEqual([
    '0 images',
    '1 image',
    '7,576 images',
  ]);
});

test.each([
  [0.003, '0.00300'],
  [0.00012, '1.20e-4'],
  [0, '0.00'],
  [1, '1.00'],
])('formats the rate %s as %s', (rate, text) => {
  expect(formatRate(rate)).toBe(text);
});
