import { describe, expect, test } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { bucketsOf, CAPACITY } from '../../../src/reports/index.ts';
import {
  foldReport,
  hasResult,
  lastSummary,
  noReport,
  REPORT_KEPT,
  type ReportState,
} from '../../../src/reports/run-report/report-state.ts';
import { made } from '../../support/made-metrics.ts';

const stateOf = (...metrics: readonly Metric[]): ReportState => metrics.reduce(foldReport, noReport);
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

describe('foldReport', () => {
  test('counts the steps and epochs before each phase and row', () => {
    const first = [made.phaseStarted(), made.step(), made.step(), made.epochRow()];
    const second = [made.phaseStarted({ phase: 1 }), made.step({ phase: 1 }), made.epochRow({ phase: 1 })];
    const state = stateOf(made.runStarted(), ...first, ...second);
    expect(state.phases.map(({ steps, epochs }) => [steps, epochs])).toEqual([[0, 0], [2, 1]]); // prettier-ignore
    expect(state.rows.map(({ steps }) => steps)).toEqual([2, 3]);
    expect(state).toMatchObject({ steps: 3, epochs: 2, peakRss: 1e9, trained: { count: 192, ms: 3000 } });
  });

  test('the last summary is that of test-time augmentation, until the next validation', () => {
    const [valid, tta] = [made.predictionSummary(), made.predictionSummary({ kind: 'tta' })];
    expect(lastSummary(stateOf(valid))).toBe(valid);
    expect(lastSummary(stateOf(valid, tta))).toBe(tta);
    expect(stateOf(valid, tta).valid).toBe(valid);
    expect(lastSummary(stateOf(valid, tta, valid))).toBe(valid);
  });

  test('there is a result after an epoch or a prediction summary', () => {
    expect(hasResult(noReport)).toBe(false);
    expect(hasResult(stateOf(made.runStarted(), made.phaseStarted(), made.step(), made.runEnded()))).toBe(
      false,
    );
    expect(hasResult(stateOf(made.epochRow()))).toBe(true);
    expect(hasResult(stateOf(made.predictionSummary()))).toBe(true);
  });

  test('a new run starts a new report', () => {
    const next = made.runStarted({ pipeline: 'mixup' });
    expect(stateOf(made.runStarted(), made.step(), made.epochRow(), next)).toEqual({
      ...noReport,
      run: next,
    });
  });

  test('an image that is skipped in every epoch counts once', () => {
    const state = stateOf(made.itemSkipped('a'), made.itemSkipped('b'), made.itemSkipped('a', 'again'));
    expect([...state.skipped]).toEqual([['a', 'again'], ['b', 'not an image']]); // prettier-ignore
  });

  test('the state of a long run is bounded', () => {
    const metrics = upTo(5000).flatMap((i): readonly Metric[] => [
      made.phaseStarted({ phase: i }),
      made.step(),
      made.step(),
      made.evaluationStep(),
      made.itemSkipped(`${i}.jpg`),
      made.epochRow({ epoch: i }),
      made.predictionSummary(),
      made.checkpointSaved(),
    ]);
    const state = stateOf(...metrics);
    expect(state).toMatchObject({ steps: 10_000, epochs: 5000 });
    expect(state.rows).toHaveLength(REPORT_KEPT.rows);
    expect(state.rows.at(-1)?.row.epoch).toBe(4999);
    expect(state.phases).toHaveLength(REPORT_KEPT.phases);
    expect(state.skipped.size).toBe(REPORT_KEPT.skipped);
    expect(bucketsOf(state.curve).length).toBeLessThanOrEqual(CAPACITY + 1);
    expect(JSON.stringify(state).length).toBeLessThan(400_000);
  });
});
