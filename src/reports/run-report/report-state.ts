import type {
  EpochRow,
  Metric,
  PhaseStarted,
  PredictionSummary,
  RunEnded,
  RunStarted,
  Step,
} from '../../core/index.ts';
import { noCurve, withPoint, type Curve } from '../curve.ts';

/** What a report shows of a run: plain data of bounded size, whatever the number of metrics. */
export interface ReportState {
  readonly run: RunStarted | null;
  /** Each with the training steps and the epochs that were done when it began. */
  readonly phases: readonly BegunPhase[];
  /** The book's table, each row with the training steps that were done: the last so many. */
  readonly rows: readonly DoneEpoch[];
  /** Epochs that were done, those too that are not kept. */
  readonly epochs: number;
  readonly curve: Curve;
  readonly steps: number;
  /** Images that were trained on, and the milliseconds that took, waiting too. */
  readonly trained: { readonly count: number; readonly ms: number };
  /** The greatest resident memory that was seen, bytes. */
  readonly peakRss: number;
  /** The last ones: test-time augmentation tells both, and then `tta` is the last word. */
  readonly valid: PredictionSummary | null;
  readonly tta: PredictionSummary | null;
  /** Different images, the first so many, with why. */
  readonly skipped: ReadonlyMap<string, string>;
  readonly ended: RunEnded | null;
}

export interface BegunPhase {
  readonly phase: PhaseStarted;
  readonly steps: number;
  readonly epochs: number;
}

export interface DoneEpoch {
  readonly row: EpochRow;
  readonly steps: number;
}

/** How much of each is kept: more than a page has room for. */
export const REPORT_KEPT = { rows: 500, phases: 50, skipped: 20 } as const;

/** Before the first metric. */
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

/** Whether there is something to report: an epoch, or how images were classified. */
export const hasResult = ({ epochs, valid, tta }: ReportState): boolean =>
  epochs > 0 || valid !== null || tta !== null;

/** What the images were last classified as. */
export const lastSummary = ({ valid, tta }: ReportState): PredictionSummary | null => tta ?? valid;

/** The report with one metric more: a fold. Another run begins another report. */
export function foldReport(state: ReportState, metric: Metric): ReportState {
  switch (metric._tag) {
    case 'RunStarted':
      return { ...noReport, run: metric };
    case 'PhaseStarted': {
      const begun: BegunPhase = { phase: metric, steps: state.steps, epochs: state.epochs };
      return { ...state, phases: [...state.phases, begun].slice(-REPORT_KEPT.phases) };
    }
    case 'Step':
      return withStep(state, metric);
    case 'EpochRow': {
      const done: DoneEpoch = { row: metric, steps: state.steps };
      return {
        ...state,
        rows: [...state.rows, done].slice(-REPORT_KEPT.rows),
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
