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

/** Everything the dashboard shows: plain data of bounded size, whatever the number of metrics. */
export interface View {
  /** The run under way; null before the first. */
  readonly run: RunStarted | null;
  /** All runs so far: a chapter has several. */
  readonly runs: readonly ExperimentRow[];
  readonly progress: Progress;
  /** Those of this run, each with the training step at which it began. */
  readonly phases: readonly PhaseStart[];
  /** The book's table, each row with the training steps that were done. */
  readonly rows: readonly TableRow[];
  readonly curves: Curves;
  /** Training steps of this run. */
  readonly steps: number;
  /** How long this run worked, by its metrics. */
  readonly seconds: number;
  /** What the latest steps took: how long a silence is too long. */
  readonly stepTimes: StepTimes;
  readonly memory: MemoryUse | null;
  readonly skipped: Skipped;
  /** Where the time of the latest epoch's steps went, where that is measured. */
  readonly profile: Profile | null;
  readonly tta: PredictionSummary | null;
  readonly saved: CheckpointSaved | null;
  readonly ended: RunEnded | null;
}

export interface PhaseStart {
  readonly phase: PhaseStarted;
  readonly from: number;
}

export interface TableRow {
  readonly row: EpochRow;
  readonly at: number;
}

/** The same steps three times, for the three ways to look at them. */
export interface Curves {
  readonly all: Curve;
  /** The epoch before and the one under way: together they hold the last so many steps as an epoch has. */
  readonly before: Curve;
  readonly epoch: Curve;
  readonly latest: readonly CurvePoint[];
}

export interface Skipped {
  /** Different images, as far as they are remembered. */
  readonly paths: ReadonlySet<string>;
  readonly last: { readonly path: string; readonly reason: string } | null;
}

/** How much of each is remembered. */
export const KEPT = { latest: 100, rows: 1000, phases: 50, runs: 50, skipped: 1000 } as const;

const noCurves: Curves = { all: noCurve, before: noCurve, epoch: noCurve, latest: [] };

/** Before the first metric. */
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
 * The view with one metric more: a fold, so that a run that is watched, followed or replayed looks the same.
 *
 * ```text
 * source      -r-p-s-e-r|     a run, a phase, a step, an epoch row, the next run
 * output      -0-1-2-3-4|     4 has nothing left of the first run but its row among the runs
 * ```
 */
export function foldView(before: View, metric: Metric): View {
  const view: View = {
    ...before,
    progress: foldProgress(before.progress, metric),
    runs: foldExperiments(before.runs, metric).slice(-KEPT.runs),
    stepTimes: foldStepTimes(before.stepTimes, metric),
  };
  switch (metric._tag) {
    case 'RunStarted':
      return { ...noView, runs: view.runs, run: metric };
    case 'PhaseStarted':
      return {
        ...view,
        phases: [...view.phases, { phase: metric, from: view.steps }].slice(-KEPT.phases),
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
        rows: [...view.rows, { row: metric, at: view.steps }].slice(-KEPT.rows),
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
    latest: [...curves.latest, point].slice(-KEPT.latest),
  };
}

/** An image that is skipped in every epoch counts once. */
const withSkipped = ({ paths }: Skipped, { path, reason }: { path: string; reason: string }): Skipped => ({
  paths: paths.has(path) || paths.size >= KEPT.skipped ? paths : new Set(paths).add(path),
  last: { path, reason },
});
