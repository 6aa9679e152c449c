import { describe, expect, test } from 'vitest';
import { MAX_CLASSES, mostConfused, shownClasses } from '../../../src/reports/run-report/shown-classes.ts';

const confusion = [
  [5, 1, 0],
  [3, 6, 2],
  [0, 2, 7],
];

describe('shownClasses', () => {
  test('returns all classes if they fit', () => {
    expect(shownClasses(confusion)).toEqual({ classes: [0, 1, 2], counts: confusion, of: 3 });
  });

  test('or else those with the most mistakes, in ascending order', () => {
    const count = MAX_CLASSES + 3;
    const wide = Array.from({ length: count }, (_, i) =>
      Array.from({ length: count }, (_, j) => (i !== j && i % 11 !== 0 && j % 11 !== 0 ? 1 : 0)),
    );
    const { classes, counts, of } = shownClasses(wide);
    expect(of).toBe(33);
    expect(classes).toEqual(Array.from({ length: count }, (_, i) => i).filter((i) => i % 11 !== 0));
    expect(counts[0]).toEqual(classes.map((i) => (i === 1 ? 0 : 1)));
  });
});

describe('mostConfused', () => {
  test('lists the most frequent mistakes first; ties in class order', () => {
    expect(mostConfused(confusion, 3)).toEqual([
      { actual: 1, predicted: 0, count: 3 },
      { actual: 1, predicted: 2, count: 2 },
      { actual: 2, predicted: 1, count: 2 },
    ]);
  });

  test('without mistakes there are no pairs', () => {
    expect(mostConfused([[1, 0], [0, 1]], 3)).toEqual([]); // prettier-ignore
    expect(mostConfused([], 3)).toEqual([]);
  });
});
