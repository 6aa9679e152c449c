import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberArrays, numberIn, Numbers } from '../../../src/learner/hooks/numbers.ts';

test('numbers are saved without rounding', () => {
  const safe = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }).map((value) =>
    // The parts of smaller numbers are below the smallest float32.
    Math.abs(value) < 1e-20 ? 0 : value,
  );
  fc.assert(
    fc.property(fc.oneof(safe, fc.constantFrom(Infinity, -Infinity, 0, 1 / 3, 2 ** 53 - 1)), (value) => {
      const saved = new Numbers({ best: value, count: 1 });
      const restored = new Numbers({ best: 0, count: 0 });
      restored.restore(saved.save());
      expect(restored.values).toEqual({ best: value, count: 1 });
    }),
  );
});

test('NaN stays NaN', () => {
  expect(numberIn(numberArrays({ rate: NaN }), 'rate')).toBeNaN();
});
