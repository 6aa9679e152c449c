import { expect, test } from 'vitest';
import { foldStepTimes, hangTimeout, noStepTimes } from '../../../src/reports/index.ts';
import { made } from '../../support/made-metrics.ts';

const after = (...seconds: readonly number[]): number =>
  hangTimeout(
    seconds
      .map((each) => made.step({ stepMs: 900 * each, waitMs: 100 * each }))
      .reduce(foldStepTimes, noStepTimes),
  );

test('the timeout is ten median steps, and at least a minute', () => {
  expect(hangTimeout(noStepTimes)).toBe(60);
  expect(after(1, 1, 1)).toBe(60);
  expect(after(1, 20, 30)).toBeCloseTo(200);
  // A single slow step does not matter, many do.
  expect(after(...Array<number>(50).fill(7), 9000)).toBeCloseTo(70);
  expect(after(...Array<number>(500).fill(1), ...Array<number>(101).fill(8))).toBeCloseTo(80);
});

test('a new phase discards the times before it', () => {
  const long = [made.step({ stepMs: 50_000, waitMs: 0 })].reduce(foldStepTimes, noStepTimes);
  expect(hangTimeout(long)).toBeCloseTo(500);
  expect(hangTimeout(foldStepTimes(long, made.evaluationStep()))).toBeCloseTo(500);
  expect(hangTimeout(foldStepTimes(long, made.phaseStarted()))).toBe(60);
});

test('steps of a search count too', () => {
  const slow = foldStepTimes(noStepTimes, made.lrStep({ count: 64, imagesPerSecond: 2 }));
  expect(hangTimeout(slow)).toBeCloseTo(320);
});
