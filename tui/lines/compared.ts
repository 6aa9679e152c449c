import type { Metric, RunStarted } from '../../src/core/index.ts';
import {
  foldResult,
  noCurve,
  noResult,
  withPoint,
  type Curve,
  type ResultState,
} from '../../src/reports/index.ts';

/** What is compared of a run: of bounded size, whatever the number of its steps. */
export interface Compared {
  readonly run: RunStarted | null;
  readonly curve: Curve;
  /** Training steps. */
  readonly steps: number;
  /** At the ends of epochs, the last so many. */
  readonly epochs: readonly ComparedEpoch[];
  readonly state: ResultState;
}

export interface ComparedEpoch {
  readonly at: number;
  readonly validLoss: number | null;
  readonly accuracy: number | null;
}

const KEPT = 1000;

export const notCompared: Compared = { run: null, curve: noCurve, steps: 0, epochs: [], state: noResult };

/** With one metric more: a fold. Of several runs in one folder the last counts. */
export function foldCompared(before: Compared, metric: Metric): Compared {
  if (metric._tag === 'RunStarted')
    return { ...notCompared, run: metric, state: foldResult(noResult, metric) };
  const { curve, steps, epochs } = before;
  const state = foldResult(before.state, metric);
  if (metric._tag === 'Step') {
    const { loss, smoothLoss, learningRate } = metric;
    return {
      ...before,
      state,
      curve: withPoint(curve, { at: steps, loss, smoothLoss, learningRate }),
      steps: steps + 1,
    };
  }
  if (metric._tag !== 'EpochRow') return { ...before, state };
  const { validLoss, scores } = metric;
  const epoch = { at: steps, validLoss, accuracy: scores['accuracy'] ?? null };
  return { ...before, state, epochs: [...epochs, epoch].slice(-KEPT) };
}
