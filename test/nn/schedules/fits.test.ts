import { expect, test } from 'vitest';
import { fineTunePhases, flat, flatCos, oneCycle, sgdr } from '../../../src/nn/schedules/index.ts';

test('oneCycle starts at lrMax / 25, peaks after a quarter, ends at lrMax / 1e5', () => {
  const schedule = oneCycle(1);
  const rates = [0, 0.125, 0.25, 0.625, 1].map((position) => schedule(position).learningRates[0]);
  // Halfway, a cosine is the mean of its ends.
  [0.04, 0.52, 1, 0.500005, 1e-5].forEach((rate, i) => expect(rates[i]).toBeCloseTo(rate, 12));
  const momenta = [0, 0.125, 0.25, 0.625, 1].map((position) => schedule(position).momentum);
  [0.95, 0.9, 0.85, 0.9, 0.95].forEach((momentum, i) => expect(momenta[i]).toBeCloseTo(momentum, 12));
});

test('each group has its own peak', () => {
  expect(oneCycle([1, 4])(0.25).learningRates).toEqual([1, 4]);
});

test('flatCos is constant for three quarters, then falls; flat is constant', () => {
  expect([0, 0.7, 0.75].map((position) => flatCos(2)(position).learningRates[0])).toEqual([2, 2, 2]);
  expect(flatCos(2)(0.875).learningRates[0]).toBeCloseTo(1.00001, 12);
  expect(flatCos(2)(0).momentum).toBeNull();
  expect([0, 0.5, 0.99].map((position) => flat(2)(position).learningRates[0])).toEqual([2, 2, 2]);
});

test('sgdr restarts exactly at the first step of each cycle', () => {
  const { epochs, schedule } = sgdr(3, { cycles: 4, cycleLength: 1, cycleMult: 2 });
  expect(epochs).toBe(15);
  const steps = 15 * 7;
  for (const start of [0, 1, 3, 7]) expect(schedule((start * 7) / steps).learningRates).toEqual([3]);
  // The step before a restart is the last of the n steps of its cycle: cos²(π/2 · (n − 1)/n).
  for (const [start, length] of [
    [1, 7],
    [3, 14],
    [7, 28],
  ] as const)
    expect(schedule((start * 7 - 1) / steps).learningRates[0]).toBeCloseTo(
      3 * Math.cos((Math.PI / 2) * ((length - 1) / length)) ** 2,
      9,
    );
  expect(schedule(1).learningRates[0]).toBeCloseTo(0, 12);
});

test('sgdr with cycles of equal length', () => {
  const { epochs, schedule } = sgdr(1, { cycles: 3, cycleLength: 2, cycleMult: 1 });
  expect(epochs).toBe(6);
  expect([0, 1 / 6, 2 / 6, 3 / 6].map((position) => schedule(position).learningRates[0])).toEqual([
    1,
    expect.closeTo(0.5, 12),
    1,
    expect.closeTo(0.5, 12),
  ]);
});

test('fineTunePhases without groups freezes nothing and has one learning rate', () => {
  const [frozen, unfrozen] = fineTunePhases(5, { baseLr: 1 });
  expect([frozen.epochs, unfrozen.epochs]).toEqual([1, 5]);
  expect([frozen.trainableGroups, unfrozen.trainableGroups]).toEqual([[true], [true]]);
  expect(frozen.schedule(0.99).learningRates).toEqual([1]);
  expect(unfrozen.schedule(0).learningRates[0]).toBeCloseTo(0.1, 12);
  expect(unfrozen.schedule(0.3).learningRates[0]).toBeCloseTo(0.5, 12);
});
