import type { Metric, RunStarted } from '../../src/core/index.ts';
import {
  foldResult,
  noCurve,
  noResult,
  withPoint,
  type Curve,
  type ResultState,
} from '../../src/reports/index.ts';

/** The data of one run in a comparison; of bounded size, however many steps the run has. */
export interface RunSummary {
  readonly run: RunStarted | null;
  readonly curve: Curve;
  /** Number of training steps. */
  readonly steps: number;
  /** The latest epochs, up to 1000. */
  readonly epochs: readonly EpochSummary[];
  readonly state: ResultState;
}

export interface EpochSummary {
  /** Number of training steps up to its end. */
  readonly at: number;
  readonly validLoss: number | null;
  readonly accuracy: number | null;
}

const MAX_EPOCHS = 1000;

export const noSummary: RunSummary = { run: null, curve: noCurve, steps: 0, epochs: [], state: noResult };

/** Adds a metric to a summary. Of several runs in one folder, only the last is kept. */
export function foldSummary(before: RunSummary, metric: Metric): RunSummary {
  if (metric._tag === 'RunStarted') return { ...noSummary, run: metric, state: foldResult(noResult, metric) };
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
  return { ...before, state, epochs: [...epochs, epoch].slice(-MAX_EPOCHS) };
}
