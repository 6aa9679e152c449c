import { describe, expect, test } from 'vitest';
import { at, MillraceError, valueAt } from '../../src/core/index.ts';

describe('at', () => {
  test.each([
    [0, 'a'],
    [2, 'c'],
    [-1, 'c'],
    [-3, 'a'],
  ])('returns element %i', (index, element) => {
    expect(at(['a', 'b', 'c'], index)).toBe(element);
  });

  test('returns zeros and empty strings', () => {
    expect([at([0], 0), at(new Float32Array(1), 0), at([''], 0)]).toEqual([0, 0, '']);
  });

  test.each([3, -4, 0.5, NaN])('throws BrokenInvariant for index %d', (index) => {
    expect(() => at(['a', 'b', 'c'], index)).toThrow(
      new MillraceError({
        _tag: 'BrokenInvariant',
        where: 'at',
        expected: 'an index below 3',
        received: String(index),
        advice: '',
      }),
    );
  });
});

describe('valueAt', () => {
  const map = new Map([['zero', 0]]);

  test('returns the value of a key', () => {
    expect(valueAt(map, 'zero')).toBe(0);
  });

  test('throws BrokenInvariant for a missing key', () => {
    expect(() => valueAt(map, 'one')).toThrow('valueAt: expected a key of the map, received one.');
  });
});
