import {
  printable,
  type EpochRow,
  type Metric,
  type PhaseStarted,
  type PredictionSummary,
  type RunEnded,
  type RunStarted,
  type Step,
  type TopLoss,
} from '../../core/index.ts';
import { noCurve, withPoint, type Curve } from '../curve.ts';

/** The data that a report shows of a run: plain and of bounded size, however many metrics there are. */
export interface ReportState {
  readonly run: RunStarted | null;
  /** The last phases, at most `REPORT_KEPT.phases`. */
  readonly phases: readonly PhaseStart[];
  /** The last rows of the book's table, at most `REPORT_KEPT.rows`. */
  readonly rows: readonly FinishedEpoch[];
  /** Number of finished epochs, including those without a row here. */
  readonly epochs: number;
  readonly curve: Curve;
  readonly steps: number;
  /** Number of training images, and the milliseconds they took, including waits. */
  readonly trained: { readonly count: number; readonly ms: number };
  /** The peak resident memory, in bytes. */
  readonly peakRss: number;
  /** The last summary of validation. */
  readonly valid: PredictionSummary | null;
  /** The summary of test-time augmentation after it, if any. */
  readonly tta: PredictionSummary | null;
  /** The reasons by path, of the first images only, at most `REPORT_KEPT.skipped`. */
  readonly skipped: ReadonlyMap<string, string>;
  readonly ended: RunEnded | null;
}

/** A phase, with the numbers of training steps and epochs before it. */
export interface PhaseStart {
  readonly phase: PhaseStarted;
  readonly steps: number;
  readonly epochs: number;
}

/** A row, with the number of training steps until then. */
export interface FinishedEpoch {
  readonly row: EpochRow;
  readonly steps: number;
}

/** The maximum number of each to keep: more than a page can show. */
export const REPORT_KEPT = { rows: 500, phases: 50, skipped: 20 } as const;

/** The state before the first metric. */
export const noReport: ReportState = {
  run: null,
  phases: [],
  rows: [],
  epochs: 0,
  curve: noCurve,
  steps: 0,
  trained: { count: 0, ms: 0 },
  peakRss: 0,
  valid: null,
  tta: null,
  skipped: new Map(),
  ended: null,
};

/** Returns whether there is something to report: a finished epoch or classified images. */
export const hasResult = ({ epochs, valid, tta }: ReportState): boolean =>
  epochs > 0 || valid !== null || tta !== null;

/** Returns the latest classification results. */
export const lastSummary = ({ valid, tta }: ReportState): PredictionSummary | null => tta ?? valid;

/** Returns the images with the highest losses, highest first. */
export const topLossesOf = (state: ReportState): readonly TopLoss[] => lastSummary(state)?.topLosses ?? [];

/** Returns the name of the run's pipeline. */
export const runName = ({ run }: ReportState): string => run?.pipeline ?? 'Unnamed run';

/** Returns the name of a class, or `class 3` if it has none. */
export const className = ({ run }: ReportState, index: number): string =>
  printable(run?.vocab[index] ?? '').trim() || `class ${index}`;

/** Returns the name of the score to show: accuracy, or else the first score. */
export function scoreName({ rows, valid }: ReportState): string {
  const names = Object.keys(rows.at(-1)?.row.scores ?? valid?.scores ?? {});
  const [first = 'accuracy'] = names;
  return names.includes('accuracy') ? 'accuracy' : first;
}

/** Returns the state after one more metric. A new run starts a new report. */
export function foldReport(state: ReportState, metric: Metric): ReportState {
  switch (metric._tag) {
    case 'RunStarted':
      return { ...noReport, run: metric };
    case 'PhaseStarted': {
      const start: PhaseStart = { phase: metric, steps: state.steps, epochs: state.epochs };
      return { ...state, phases: [...state.phases, start].slice(-REPORT_KEPT.phases) };
    }
    case 'Step':
      return withStep(state, metric);
    case 'EpochRow': {
      const finished: FinishedEpoch = { row: metric, steps: state.steps };
      return {
        ...state,
        rows: [...state.rows, finished].slice(-REPORT_KEPT.rows),
        epochs: state.epochs + 1,
        peakRss: Math.max(state.peakRss, metric.memory.rssBytes),
      };
    }
    case 'PredictionSummary':
      return metric.kind === 'tta' ? { ...state, tta: metric } : { ...state, valid: metric, tta: null };
    case 'ItemSkipped':
      return state.skipped.size < REPORT_KEPT.skipped
        ? { ...state, skipped: new Map(state.skipped).set(metric.path, metric.reason) }
        : state;
    case 'RunEnded':
      return { ...state, ended: metric };
    case 'Profile':
    case 'EvaluationStep':
    case 'CheckpointSaved':
      return state;
  }
}

function withStep(state: ReportState, step: Step): ReportState {
  const { loss, smoothLoss, learningRate, count, waitMs, stepMs, memory } = step;
  const { trained } = state;
  return {
    ...state,
    curve: withPoint(state.curve, { at: state.steps, loss, smoothLoss, learningRate }),
    steps: state.steps + 1,
    trained: { count: trained.count + count, ms: trained.ms + waitMs + stepMs },
    peakRss: Math.max(state.peakRss, memory.rssBytes),
  };
}
