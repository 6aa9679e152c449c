import { describe, expect, test, vi } from 'vitest';
import { comparedCharts, noRunState, type Chart } from '../../../src/reports/index.ts';
import { linePlot } from '../../../src/reports/run-report/plots/line-plot.ts';
import { made } from '../../support/made-metrics.ts';
import { trained, viewOf } from '../../support/made-run-state.ts';

const other = viewOf(
  made.runStarted(),
  made.step({ smoothLoss: 3 }),
  made.epochRow({ scores: { f1: 0.25 } }),
);

describe('comparedCharts', () => {
  const [loss, accuracy, f1] = comparedCharts([trained, other]) as [Chart, Chart, Chart];

  test('losses: each run has its colour, a lowercase letter at the end of its line, and letters for validation', () => {
    expect(loss.x).toEqual({ name: 'training step', from: 0, to: 7 });
    expect(loss.series.map(({ tone, mark, symbol }) => [tone, mark, symbol])).toEqual([
      ['run1', 'line', 'a'],
      ['run1', 'symbols', 'A'],
      ['run2', 'line', 'b'],
      ['run2', 'symbols', 'B'],
    ]);
    expect(loss.series[3]?.points).toEqual([{ x: 0, y: 1.6524214 }]);
  });

  test('a chart per main score', () => {
    expect([accuracy.title, f1.title]).toEqual(['accuracy by epoch', 'f1 by epoch']);
    expect(accuracy.x).toEqual({ name: 'epoch', from: 1, to: 2 });
    expect(f1.series.map(({ points }) => points.map(({ y }) => y))).toEqual([[NaN, NaN], [0.25]]);
  });

  test('nothing without data', () => {
    expect(comparedCharts([noRunState, noRunState])).toEqual([]);
  });

  test('a page can show them, also on a logarithmic axis', () => {
    const warn = vi.spyOn(console, 'warn');
    const draw = (chart: Chart): string => linePlot(chart).draw({ width: 400, height: 300 });
    for (const chart of [loss, accuracy, f1, { ...loss, y: { ...loss.y, log: true } }])
      expect(draw(chart)).toMatch(/^<svg[^]*<path[^]*<\/svg>$/);
    expect(draw(loss)).toContain('>B, smoothed<');
    expect(warn).not.toHaveBeenCalled();
  });
});
