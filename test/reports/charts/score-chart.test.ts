import { describe, expect, test } from 'vitest';
import { foldRunState, noRunState } from '../../../src/reports/index.ts';
import { scoreChart } from '../../../src/reports/charts/score-chart.ts';
import { made } from '../../support/made-metrics.ts';
import { trained, viewOf } from '../../support/made-run-state.ts';

const row = (epoch: number, scores: Readonly<Record<string, number>>, phase = 0) =>
  made.epochRow({ phase, epoch, scores });

describe('scoreChart', () => {
  test('accuracy by epoch from 1, with its current value, on an axis from 0', () => {
    expect(scoreChart(trained)).toMatchObject({
      title: 'Accuracy by epoch',
      x: { name: 'epoch', from: 1, to: 2 },
      // 0.75 and room for a number, rounded up to a fifth.
      y: { name: 'accuracy', from: 0, to: 0.8 },
      series: [{ label: '0.7500', points: [{ x: 1, y: 0.5 }, { x: 2, y: 0.75 }] }],
      levels: [{ name: 'chance', value: 0.5 }],
    }); // prettier-ignore
  });

  test('the reference is a level', () => {
    const run = made.runStarted({ reference: { source: 'the book', accuracy: 0.8252 } });
    expect(scoreChart(viewOf(run, row(0, { accuracy: 0.5 })))?.levels).toEqual([
      { name: 'chance', value: 0.5 },
      { name: 'the book', value: 0.8252 },
    ]);
  });

  test('test-time augmentation stands half an epoch after the last', () => {
    const tta = made.predictionSummary({ kind: 'tta', scores: { accuracy: 0.875 } });
    expect(scoreChart(foldRunState(trained, tta))).toMatchObject({
      x: { from: 1, to: 2.5 },
      y: { to: 1 },
      series: [{}, { label: 'TTA 0.8750', mark: 'symbols', points: [{ x: 2.5, y: 0.875 }] }],
    });
  });

  test('another score has no levels and no limits; an epoch without it is a gap', () => {
    const chart = scoreChart(viewOf(made.runStarted(), row(0, {}), row(1, { f1: 0.25 })));
    expect(chart).toMatchObject({
      y: { name: 'f1' },
      levels: [],
      series: [{ points: [{ y: NaN }, { y: 0.25 }] }],
    });
    expect(chart?.y).not.toHaveProperty('to');
  });

  test('null without a finite score', () => {
    expect(scoreChart(noRunState)).toBeNull();
    expect(scoreChart(viewOf(row(0, { accuracy: NaN })))).toBeNull();
  });

  test('a phase starts between two epochs; planned epochs have room', () => {
    const step = made.step();
    const state = viewOf(
      made.phaseStarted({ epochs: 1 }),
      step,
      row(0, { accuracy: 0.5 }),
      made.phaseStarted({ phase: 1, epochs: 4 }),
      step,
    );
    expect(scoreChart(state)).toMatchObject({ x: { from: 1, to: 5 }, marks: [{ x: 0.5 }, { x: 1.5 }] });
  });
});
