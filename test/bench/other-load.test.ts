import { expect, test } from 'vitest';
import { busyIn, otherFraction, usedIn } from './other-load.ts';

test('reads the busy seconds of all cores, and those of a process with its children', () => {
  expect(busyIn('cpu  100 20 30 4000 500 6 7 80 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n')).toBeCloseTo(1.63, 10);
  // Names may hold spaces and parentheses.
  const before = 'S 1 1 1 0 -1 4194304 9 8 7 6';
  expect(usedIn(`12 (node (x) y) ${before} 100 20 3 4 20 0 9`)).toEqual({ own: 1.2, children: 0.07 });
  expect(usedIn('')).toEqual({ own: 0, children: 0 });
});

test('the load of other programs is what is busy beyond the own', () => {
  const from = { at: 10, busy: 100, own: 40 };
  expect(otherFraction(from, { at: 20, busy: 118, own: 55 }, 2)).toBeCloseTo(0.15, 10);
  // Ticks are counted at different moments.
  expect(otherFraction(from, { at: 20, busy: 118, own: 59 }, 2)).toBe(0);
});
