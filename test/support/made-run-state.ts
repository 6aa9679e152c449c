import type { Metric } from '../../src/core/index.ts';
import { foldRunState, noRunState, type RunState } from '../../src/reports/index.ts';
import { made } from './made-metrics.ts';

export const viewOf = (...metrics: readonly Metric[]): RunState => metrics.reduce(foldRunState, noRunState);
/** Two epochs of four steps: the loss falls from 2 to 0.25, the rate rises and falls. */
const epoch = (n: number): readonly Metric[] => [
  ...[0, 1, 2, 3].map((step) =>
    made.step({
      epoch: n,
      step,
      loss: 2 - (4 * n + step) / 4,
      smoothLoss: 2 - n,
      learningRate: 0.001 * (1 + step),
    }),
  ),
  made.epochRow({ epoch: n, validLoss: 1, scores: { accuracy: 0.5 + n / 4 } }),
];
export const started = [made.runStarted(), made.phaseStarted()];
export const trained = viewOf(...started, ...epoch(0), ...epoch(1));
