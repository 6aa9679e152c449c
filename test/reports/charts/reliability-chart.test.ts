import { describe, expect, test } from 'vitest';
import { calibration, type Calibration } from '../../../src/core/index.ts';
import { calibrationText, chartsOf } from '../../../src/reports/index.ts';
import { reliabilityChart } from '../../../src/reports/charts/reliability-chart.ts';
import { plotsOf } from '../../../src/reports/run-report/plots/index.ts';
import { made } from '../../support/made-metrics.ts';
import { trained, viewOf } from '../../support/made-run-state.ts';

/** Of four predictions with the same probability, some are right. */
const of = (probability: number, right: number): Calibration =>
  calibration([0, 1, 2, 3].map((i) => ({ probability, isRight: i < right })));

const summary = made.predictionSummary({ calibration: of(0.75, 2) });

describe('reliabilityChart', () => {
  test('has a point for each bin with predictions, beside the diagonal', () => {
    const chart = reliabilityChart(viewOf(made.runStarted(), summary));
    expect(chart?.series.map(({ points }) => points)).toEqual([
      [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
      [{ x: 0.75, y: 0.5 }],
    ]);
    expect(chart).toMatchObject({ x: { from: 0, to: 1, isFraction: true }, y: { from: 0, to: 1 } });
  });

  test('is that of test-time augmentation after it', () => {
    const tta = made.predictionSummary({ kind: 'tta', calibration: of(0.5, 4) });
    expect(reliabilityChart(viewOf(summary, tta))?.series[1]?.points).toEqual([{ x: 0.5, y: 1 }]);
  });

  test('is not there without predictions, and in runs of older versions', () => {
    expect(reliabilityChart(viewOf())).toBeNull();
    expect(reliabilityChart(viewOf(made.predictionSummary()))).toBeNull();
    expect(reliabilityChart(viewOf(made.predictionSummary({ calibration: calibration([]) })))).toBeNull();
  });

  test('is in the report, and on the dashboard where there is no other chart', () => {
    const state = { ...trained, valid: summary };
    expect(chartsOf(state).map(({ name }) => name)).not.toContain('reliability');
    expect(plotsOf(state).map(({ name }) => name)).toContain('reliability');
    expect(chartsOf(viewOf(made.runStarted(), summary)).map(({ name }) => name)).toEqual(['reliability']);
  });

  test('its drawing has ticks between 0 and 1', () => {
    const plot = plotsOf(viewOf(made.runStarted(), summary)).find(({ name }) => name === 'reliability')!;
    const texts = [...plot.draw(plot.size).matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text);
    expect(texts).toEqual(expect.arrayContaining(['0', '0.2', '0.8', '1', 'confidence', 'the model']));
    expect(texts).not.toContain('0e+0');
  });
});

test.each([
  [of(0.75, 2), 'calibration error 0.2500: the mean confidence is 0.7500, the fraction that is right 0.5000 (overconfident)'],
  [of(0.5, 3), 'calibration error 0.2500: the mean confidence is 0.5000, the fraction that is right 0.7500 (underconfident)'],
  [of(0.5, 2), 'calibration error 0.0000: the mean confidence is 0.5000, the fraction that is right 0.5000'],
  [calibration([]), null],
])('calibrationText %#', (of, expected) => {
  expect(calibrationText(of)).toBe(expected);
}); // prettier-ignore
