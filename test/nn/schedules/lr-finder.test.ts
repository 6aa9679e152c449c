import { expect, test } from 'vitest';
import {
  lrFinder,
  minimum,
  noLoss,
  slide,
  smoothLoss,
  steep,
  valley,
  type LrFinder,
} from '../../../src/nn/schedules/index.ts';

const run = (finder: LrFinder, losses: readonly number[]) =>
  losses.reduce((state, loss) => (state.done ? state : finder.add(state, loss)), finder.start);

test('the smoothed loss starts at the first loss and decays by 2 % per step', () => {
  const one = smoothLoss(noLoss, 5);
  expect(one.value).toBeCloseTo(5, 12);
  expect(smoothLoss(one, 8).value).toBeCloseTo((0.98 * 5 + 8) / 1.98, 12);
});

test('the test ends after its number of steps', () => {
  const end = run(lrFinder({ startLr: 1, endLr: 16, numIt: 4 }), [1, 1, 1, 1, 1, 1]);
  expect(end.done).toBe(true);
  expect(end.lrs).toEqual([1, 2, 4, 8]);
});

test('the test ends when the smoothed loss exceeds 4 times the best, if `stopDiv` is true', () => {
  const losses = [1, 1, 1000, 1, 1];
  expect(run(lrFinder({ numIt: 5 }), losses).lrs).toHaveLength(3);
  expect(run(lrFinder({ numIt: 5, stopDiv: false }), losses).lrs).toHaveLength(5);
});

test('a loss that is not finite ends the test and is not recorded', () => {
  const end = run(lrFinder({ numIt: 5 }), [1, NaN, 1]);
  expect([end.done, end.lrs.length]).toEqual([true, 1]);
});

test('suggestions use the curve without its first tenth and last five steps', () => {
  const finder = lrFinder({ startLr: 1, endLr: 2 ** 20, numIt: 20 });
  const { lrs, losses } = finder.curve(run(finder, Array<number>(20).fill(1)));
  expect(lrs.map(Math.log2).map(Math.round)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  expect(losses).toHaveLength(13);
});

test('minimum is a tenth of the best rate', () => {
  expect(minimum({ lrs: [10, 20, 30], losses: [3, 1, 2] })).toBe(2);
});

test('steep is the left end of the steepest fall over the logarithm of the rate', () => {
  // From 1 to 2 the loss falls by 1 in log 2, from 2 to 8 by 1.5 in log 4.
  expect(steep({ lrs: [1, 2, 8], losses: [3, 2, 0.5] })).toBe(1);
});

test('valley is in the middle of the longest fall', () => {
  // Falling: 9 8 7 6 5 4 at 1..6. Length 6, end 6, start 0, third 2: index 0 + 2 + 1.
  const losses = [1, 9, 8, 7, 6, 5, 4, 9];
  expect(valley({ lrs: [0, 10, 20, 30, 40, 50, 60, 70], losses })).toBe(30);
});

test('valley is the first rate if the losses never fall', () => {
  expect(valley({ lrs: [1, 2, 3], losses: [1, 2, 3] })).toBe(1);
});

test('valley of two falling losses at the start is the last rate, as in Python', () => {
  // Length 2, end 1, start −1, third 2/3: index −1 + 0 + 0.
  expect(valley({ lrs: [1, 2, 3], losses: [2, 1, 3] })).toBe(3);
});

test('slide stops where the slopes at both ends of its interval agree', () => {
  const lrs = Array.from({ length: 40 }, (_, i) => i);
  // Flat up to 30, then falling by 1; the slope at 30 is a half (central). The ends of 24..39 to 15..30 differ, those
  // of 14..29 do not.
  const losses = lrs.map((i) => (i <= 30 ? 0 : 30 - i));
  expect(slide({ lrs, losses })).toBe(15);
});

test('curves that are too short give no suggestion', () => {
  const empty = { lrs: [], losses: [] };
  expect([minimum, steep, valley, slide].map((suggest) => suggest(empty))).toEqual([null, null, null, null]);
  expect(slide({ lrs: [1, 2], losses: [2, 1] })).toBeNull();
});
