import { expect, test } from 'vitest';
import { profileLines } from '../../src/reports/index.ts';
import { made } from '../support/made-metrics.ts';

const profile = made.profile({
  kernels: Array.from({ length: 13 }, (_, i) => ({ name: `Kernel${i}`, calls: 4 * i + 2, seconds: 0.1 })),
});

test('shows operators and the ten slowest kernels, per step', () => {
  const lines = profileLines(profile);
  expect(lines[0]).toBe('A step took 1000.0 ms.');
  expect(lines[1]).toBe('Kernels ran one at a time while they were profiled.');
  expect(lines[2]).toBe('operator                     per step  time %    calls/step');
  expect(lines[3]).toBe('decoded                       50.0 ms   5.0 %             1');
  expect(lines[4]).toBe('trainStep                    950.0 ms  95.0 %             1');
  expect(lines[6]).toBe('Kernel0                       25.0 ms   2.5 %           0.5');
  expect(lines.at(-1)).toBe('3 other kernels               75.0 ms   7.5 %          34.5');
  expect(lines).toHaveLength(17);
});

test('without a step there are no lines', () => {
  expect(profileLines({ ...profile, steps: 0 })).toEqual([]);
});
