import { lastSummary } from '../folds/last-summary.ts';
import type { RunState } from '../folds/run-state.ts';
import type { Chart } from './chart.ts';

/**
 * Returns the reliability curve: the fraction of the predictions that are right, by the mean confidence of their bin. Null
 * without predictions.
 */
export function reliabilityChart(state: RunState): Chart | null {
  const { bins = [], error = null } = lastSummary(state)?.calibration ?? {};
  const points = bins.flatMap(({ confidence, accuracy }) =>
    confidence === null || accuracy === null ? [] : [{ x: confidence, y: accuracy }],
  );
  if (points.length === 0 || error === null) return null;
  return {
    name: 'reliability',
    title: 'Fraction right by confidence',
    description: `The fraction of predictions that are right by their confidence, in ${points.length} bins; calibration error ${error.toFixed(4)}.`,
    x: { name: 'confidence', from: 0, to: 1, isFraction: true },
    y: { name: 'Fraction right', from: 0, to: 1 },
    series: [
      {
        name: 'perfect calibration',
        label: 'perfect',
        tone: 'raw',
        mark: 'line',
        points: [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ],
      },
      { name: 'the model', label: 'model', tone: 'score', mark: 'line with symbols', symbol: '●', points },
    ],
    levels: [],
    marks: [],
  };
}
