import { expect, test } from 'vitest';
import { noRunState } from '../../../src/reports/index.ts';
import { rateChart } from '../../../src/reports/charts/rate-chart.ts';
import { trained } from '../../support/made-run-state.ts';

test('rateChart: the learning rate of the zoomed steps, with its current value', () => {
  expect(rateChart(noRunState)).toBeNull();
  expect(rateChart(trained)).toMatchObject({
    description: 'Learning rate of 8 training steps.',
    x: { from: 0, to: 7 },
    y: { from: 0 },
    series: [{ label: '0.00400', points: { length: 8 } }],
  });
  expect(rateChart(trained, { zoom: 'epoch' })).toMatchObject({
    scope: 'last epoch',
    x: { from: 4, to: 7 },
    series: [{ points: [{ x: 4, y: 0.001 }, { x: 5 }, { x: 6 }, { x: 7, y: 0.004 }] }],
  });
});
