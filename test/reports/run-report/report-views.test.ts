import { expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { foldRunState, lastSummary, noRunState, type RunState } from '../../../src/reports/index.ts';
import { hasResult } from '../../../src/reports/run-report/report-views.ts';
import { made } from '../../support/made-metrics.ts';

const stateOf = (...metrics: readonly Metric[]): RunState => metrics.reduce(foldRunState, noRunState);

test('the last summary is that of test-time augmentation, until the next validation', () => {
  const [valid, tta] = [made.predictionSummary(), made.predictionSummary({ kind: 'tta' })];
  expect(lastSummary(stateOf(valid))).toBe(valid);
  expect(lastSummary(stateOf(valid, tta))).toBe(tta);
  expect(stateOf(valid, tta).valid).toBe(valid);
  expect(lastSummary(stateOf(valid, tta, valid))).toBe(valid);
});

test('there is a result after an epoch or a prediction summary', () => {
  expect(hasResult(noRunState)).toBe(false);
  const untrained = [made.runStarted(), made.phaseStarted(), made.step(), made.runEnded()];
  expect(hasResult(stateOf(...untrained))).toBe(false);
  expect(hasResult(stateOf(made.epochRow()))).toBe(true);
  expect(hasResult(stateOf(made.predictionSummary()))).toBe(true);
});
