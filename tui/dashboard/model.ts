import type {
  CheckpointSaved,
  EpochRow,
  MemoryUse,
  Metric,
  PhaseStarted,
  PredictionSummary,
  Profile,
  RunEnded,
  RunStarted,
  Step,
} from '../../src/core/index.ts';
import {
  foldExperiments,
  foldProgress,
  noCurve,
  noProgress,
  withPoint,
  type Curve,
  type CurvePoint,
  type ExperimentRow,
  type Progress,
  foldStepTimes,
  noStepTimes,
  type StepTimes,
} from '../../src/reports/index.ts';

/** Everything the dashboard shows: plain data of bounded size, however many metrics there are. */
export interface View {
  /** The current run; null before the first. */
  readonly run: RunStarted | null;
  /** The runs so far; a pipeline may have several. */
  readonly runs: readonly ExperimentRow[];
  readonly progress: Progress;
  /** Phases of the current run. */
  readonly phases: readonly PhaseStart[];
  /** Rows of the results table. */
  readonly rows: readonly TableRow[];
  readonly curves: Curves;
  /** Number of training steps in the current run. */
  readonly steps: number;
  /** The duration of the current run in seconds, according to its metrics. */
  readonly seconds: number;
  /** Durations of the latest steps, to detect a hang. */
  readonly stepTimes: StepTimes;
  readonly memory: MemoryUse | null;
  readonly skipped: Skipped;
  /** Breakdown of the step time of the latest epoch, if profiling is on. */
  readonly profile: Profile | null;
  readonly tta: PredictionSummary | null;
  readonly saved: CheckpointSaved | null;
  readonly ended: RunEnded | null;
}

export interface PhaseStart {
  readonly phase: PhaseStarted;
  /** Number of training steps before it. */
  readonly from: number;
}

export interface TableRow {
  readonly row: EpochRow;
  /** Number of training steps up to its end. */
  readonly at: number;
}

/** The training steps for each of the three zooms. */
export interface Curves {
  readonly all: Curve;
  /** The previous epoch and the current one; together they cover the latest steps, as many as an epoch has. */
  readonly before: Curve;
  readonly epoch: Curve;
  readonly latest: readonly CurvePoint[];
}

export interface Skipped {
  /** Distinct images, up to 1000. */
  readonly paths: ReadonlySet<string>;
  readonly last: { readonly path: string; readonly reason: string } | null;
}

/** Maximum numbers of stored elements. */
export const LIMITS = { latest: 100, rows: 1000, phases: 50, runs: 50, skipped: 1000 } as const;

const noCurves: Curves = { all: noCurve, before: noCurve, epoch: noCurve, latest: [] };

/** The view before the first metric. */
export const noView: View = {
  run: null,
  runs: [],
  progress: noProgress,
  phases: [],
  rows: [],
  curves: noCurves,
  steps: 0,
  seconds: 0,
  stepTimes: noStepTimes,
  memory: null,
  skipped: { paths: new Set(), last: null },
  profile: null,
  tta: null,
  saved: null,
  ended: null,
};

/**
 * Adds a metric to a view. A live run, a followed one and a replayed one look the same.
 *
 * ```text
 * source      -r-p-s-e-r|     a run, a phase, a step, an epoch row, the next run
 * output      -0-1-2-3-4|     4 keeps only a table row of the first run
 * ```
 */
export function foldView(before: View, metric: Metric): View {
  const view: View = {
    ...before,
    progress: foldProgress(before.progress, metric),
    runs: foldExperiments(before.runs, metric).slice(-LIMITS.runs),
    stepTimes: foldStepTimes(before.stepTimes, metric),
  };
  switch (metric._tag) {
    case 'RunStarted':
      return { ...noView, runs: view.runs, run: metric };
    case 'PhaseStarted':
      return {
        ...view,
        phases: [...view.phases, { phase: metric, from: view.steps }].slice(-LIMITS.phases),
        curves: { ...view.curves, before: noCurve, epoch: noCurve },
      };
    case 'Step':
      return {
        ...view,
        curves: withStep(view, metric),
        steps: view.steps + 1,
        seconds: view.seconds + (metric.waitMs + metric.stepMs) / 1000,
        memory: metric.memory,
      };
    case 'EvaluationStep':
      return { ...view, seconds: view.seconds + metric.count / Math.max(metric.imagesPerSecond, 1e-9) };
    case 'EpochRow':
      return {
        ...view,
        rows: [...view.rows, { row: metric, at: view.steps }].slice(-LIMITS.rows),
        memory: metric.memory,
      };
    case 'ItemSkipped':
      return { ...view, skipped: withSkipped(view.skipped, metric) };
    case 'PredictionSummary':
      return metric.kind === 'tta' ? { ...view, tta: metric } : view;
    case 'Profile':
      return { ...view, profile: metric };
    case 'CheckpointSaved':
      return { ...view, saved: metric };
    case 'RunEnded':
      return { ...view, ended: metric, seconds: metric.seconds };
  }
}

function withStep({ curves, steps }: View, step: Step): Curves {
  const { loss, smoothLoss, learningRate } = step;
  const point: CurvePoint = { at: steps, loss, smoothLoss, learningRate };
  const first = step.step === 0;
  return {
    all: withPoint(curves.all, point),
    before: first ? curves.epoch : curves.before,
    epoch: withPoint(first ? noCurve : curves.epoch, point),
    latest: [...curves.latest, point].slice(-LIMITS.latest),
  };
}

/** Counts an image once, although it is skipped in every epoch. */
const withSkipped = ({ paths }: Skipped, { path, reason }: { path: string; reason: string }): Skipped => ({
  paths: paths.has(path) || paths.size >= LIMITS.skipped ? paths : new Set(paths).add(path),
  last: { path, reason },
});
