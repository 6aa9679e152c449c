import { describe, expect, test } from 'vitest';
import { at, lastOf, MillraceError, valueAt } from '../../src/core/index.ts';

describe('at', () => {
  test.each([
    [0, 'a'],
    [2, 'c'],
  ])('returns element %i', (index, element) => {
    expect(at(['a', 'b', 'c'], index)).toBe(element);
  });

  test('returns zeros and empty strings', () => {
    expect([at([0], 0), at(new Float32Array(1), 0), at([''], 0)]).toEqual([0, 0, '']);
  });

  test.each([3, -1, 0.5, NaN])('throws BrokenInvariant for index %d', (index) => {
    expect(() => at(['a', 'b', 'c'], index)).toThrow(
      new MillraceError({
        _tag: 'BrokenInvariant',
        where: 'at',
        expected: 'an index into 3 elements',
        received: String(index),
        advice: '',
      }),
    );
  });
});

describe('lastOf', () => {
  test('returns the last element', () => {
    expect(lastOf([1, 2, 0])).toBe(0);
  });

  test('throws BrokenInvariant for an empty list', () => {
    expect(() => lastOf([])).toThrow('at: expected an index into 0 elements, received -1.');
  });
});

describe('valueAt', () => {
  const map = new Map([['zero', 0]]);

  test('returns the value of a key', () => {
    expect(valueAt(map, 'zero')).toBe(0);
  });

  test('throws BrokenInvariant for a missing key', () => {
    expect(() => valueAt(map, 'one')).toThrow('valueAt: expected a key in the map, received one.');
  });
});
