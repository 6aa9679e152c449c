import { expect, test } from 'vitest';
import { lrChart } from '../../../src/reports/index.ts';
import { made } from '../../support/made-metrics.ts';
import { viewOf } from '../../support/made-run-state.ts';

const steps = [2, 1.5, 1, 30].map((smoothLoss, step) =>
  made.lrStep({ step, learningRate: [1e-4, 1e-3, 1e-2, 0.1][step]!, smoothLoss }),
);

test('shows the loss by learning rate, with the suggestions as points of the curve', () => {
  const chart = lrChart(viewOf(made.runStarted(), ...steps, made.lrFound({ steep: 0.05, slide: null })));
  expect(chart).toMatchObject({
    name: 'lr-find',
    x: { name: 'learning rate', from: 1e-4, to: 0.1, log: true },
  });
  expect(chart?.series.slice(1).map(({ name, symbol, points }) => [name, symbol, points])).toEqual([
    ['valley 0.00210', 'v', [{ x: 0.0021, y: 1.5 }]],
    ['minimum 0.0120', 'm', [{ x: 0.012, y: 1 }]],
    ['steep 0.0500', 's', [{ x: 0.05, y: 1 }]],
  ]);
  // Where the loss explodes, the line is cut at twice the losses of the first half.
  expect(chart?.series[0]?.points.map(({ y }) => y)).toEqual([2, 1.5, 1, 4]);
});

test('shows no loss that is not finite, and nothing without two steps', () => {
  const last = made.lrStep({ step: 4, learningRate: 1, smoothLoss: NaN });
  expect(lrChart(viewOf(...steps, last))?.x.to).toBe(0.1);
  expect(lrChart(viewOf(made.lrStep()))).toBeNull();
  expect(lrChart(viewOf())).toBeNull();
});
