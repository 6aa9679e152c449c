import { expect, test } from 'vitest';
import { foldStepTimes, hangsAfter, noStepTimes } from '../../src/reports/index.ts';
import { made } from '../support/made-metrics.ts';

const after = (...seconds: readonly number[]): number =>
  hangsAfter(
    seconds
      .map((each) => made.step({ stepMs: 900 * each, waitMs: 100 * each }))
      .reduce(foldStepTimes, noStepTimes),
  );

test('a silence is too long after ten median steps, and a minute at least', () => {
  expect(hangsAfter(noStepTimes)).toBe(60);
  expect(after(1, 1, 1)).toBe(60);
  expect(after(1, 20, 30)).toBeCloseTo(200);
  // One step that took long does not count, many do.
  expect(after(...Array<number>(50).fill(7), 9000)).toBeCloseTo(70);
  expect(after(...Array<number>(500).fill(1), ...Array<number>(101).fill(8))).toBeCloseTo(80);
});

test('a new phase has steps of its own', () => {
  const long = [made.step({ stepMs: 50_000, waitMs: 0 })].reduce(foldStepTimes, noStepTimes);
  expect(hangsAfter(long)).toBeCloseTo(500);
  expect(hangsAfter(foldStepTimes(long, made.evaluationStep()))).toBeCloseTo(500);
  expect(hangsAfter(foldStepTimes(long, made.phaseStarted()))).toBe(60);
});
