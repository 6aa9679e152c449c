import { lastOf } from '../../core/index.ts';
import { formatPlural, formatRate } from '../format.ts';
import type { RunState } from '../folds/run-state.ts';
import type { Chart } from './chart.ts';
import type { ChartLook } from './loss-chart.ts';
import { stepRange } from './parts.ts';

/** Returns the learning rate by training step; null if there was no step. */
export function rateChart(state: RunState, { zoom = 'all' }: Pick<ChartLook, 'zoom'> = {}): Chart | null {
  const range = stepRange(state, zoom);
  if (range === null) return null;
  const points = range.buckets.map(({ at, learningRate }) => ({ x: at, y: learningRate }));
  return {
    name: 'learning-rate',
    title: 'Learning rate by training step',
    description: `Learning rate of ${formatPlural(state.steps, 'training step')}.`,
    scope: range.scope,
    x: range.x,
    y: { name: 'learning rate', from: 0 },
    series: [
      {
        name: 'learning rate',
        label: formatRate(lastOf(points).y),
        tone: 'rate',
        mark: 'line',
        symbol: '●',
        points,
      },
    ],
    levels: [],
    marks: range.marks,
  };
}
