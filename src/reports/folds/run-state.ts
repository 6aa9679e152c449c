import type {
  CheckpointSaved,
  EpochRow,
  ExplainedImage,
  FitEnded,
  ImagesFound,
  ItemDamaged,
  ItemSkipped,
  LrFound,
  LrStep,
  MemoryUse,
  Metric,
  PhaseStarted,
  PredictionSummary,
  Profile,
  RunEnded,
  RunStarted,
  Step,
} from '../../core/index.ts';
import { experimentsOf, type ExperimentRow } from './experiments.ts';
import { withRow, type BestEpoch } from './best-epoch.ts';
import { withFoundRate } from './found-rate.ts';
import { noCurve, withPoint, type CurvePoint } from './curve.ts';
import { noCurves, type Curves } from './curves.ts';
import { foldProgress, noProgress, type Progress } from './progress.ts';
import { secondsOf } from './seconds-of.ts';
import { MAX_FIRST, noImages, withImage, type ListedImages } from './listed-images.ts';
import { MAX_NOTICES, noNotices, withNotices, type Notices } from './notices.ts';
import { foldStepTimes, noStepTimes, type StepTimes } from './step-times.ts';

/**
 * Everything that the metrics of a run have reported so far, as plain data of bounded size: the log, the dashboard, the
 * report, the table, the comparison and result.json are views of it.
 */
export interface RunState extends Notices {
  /** The runs before this one; a pipeline may have several. */
  readonly earlier: readonly ExperimentRow[];
  /** The current run; null before the first. */
  readonly run: RunStarted | null;
  readonly progress: Progress;
  /** Durations of the latest steps, to detect a hang. */
  readonly stepTimes: StepTimes;
  /** The latest phases, up to `LIMITS.phases`. */
  readonly phases: readonly PhaseStart[];
  /** The latest rows of the table of epochs, up to `LIMITS.rows`. */
  readonly rows: readonly FinishedEpoch[];
  /** Number of finished epochs. */
  readonly epochs: number;
  /** Number of training steps. */
  readonly steps: number;
  /** The time that the run has taken, by its metrics. */
  readonly seconds: number;
  readonly curves: Curves;
  /** Number of training images, and the milliseconds they took, including waits for batches. */
  readonly trained: { readonly count: number; readonly ms: number };
  readonly memory: MemoryUse | null;
  /** The peak resident memory in bytes; 0 before the first step. */
  readonly peakRss: number;
  readonly skipped: ListedImages<ItemSkipped>;
  /** The images that are used although their decoder reported damage. */
  readonly damaged: ListedImages<ItemDamaged>;
  /** The breakdown of the step time of the latest epoch, if profiling is on. */
  readonly profile: Profile | null;
  /** The scores of the last validation, by name; null before the first. */
  readonly scores: Readonly<Record<string, number>> | null;
  /** The last summary of validation. */
  readonly valid: PredictionSummary | null;
  /** The summary of test-time augmentation after it, if any. */
  readonly tta: PredictionSummary | null;
  /** Where the network looked in the images of the last summary with the highest losses. */
  readonly explained: readonly ExplainedImage[];
  /** The model that was saved last. */
  readonly saved: CheckpointSaved | null;
  /** The number of training steps before it. */
  readonly savedSteps: number;
  /** The best epoch; null if the run saves none, or none improved. */
  readonly best: BestEpoch | null;
  /** The steps of the last search for a learning rate, up to `LIMITS.search`, and its result. */
  readonly search: readonly LrStep[];
  readonly found: LrFound | null;
  /** The contents of the folder of images; null if they are not recorded. */
  readonly images: ImagesFound | null;
  /** The last early end of a fit, by a hook; null if there was none. */
  readonly fitEnded: FitEnded | null;
  readonly ended: RunEnded | null;
}

/** A phase, with the numbers of training steps and epochs before it. */
export interface PhaseStart {
  readonly phase: PhaseStarted;
  readonly steps: number;
  readonly epochs: number;
}

/** A row of the table, with its epoch in the run, from 1, and the number of training steps up to its end. */
export interface FinishedEpoch {
  readonly row: EpochRow;
  readonly number: number;
  readonly steps: number;
}

/** Maximum numbers of stored elements. */
export const LIMITS = {
  latest: 100,
  rows: 1000,
  phases: 50,
  skipped: MAX_FIRST,
  search: 1000,
  notices: MAX_NOTICES,
} as const;

/** The state before the first metric. */
export const noRunState: RunState = {
  earlier: [],
  run: null,
  progress: noProgress,
  stepTimes: noStepTimes,
  phases: [],
  rows: [],
  epochs: 0,
  steps: 0,
  seconds: 0,
  curves: noCurves,
  trained: { count: 0, ms: 0 },
  memory: null,
  peakRss: 0,
  skipped: noImages,
  damaged: noImages,
  profile: null,
  scores: null,
  valid: null,
  tta: null,
  explained: [],
  saved: null,
  savedSteps: 0,
  best: null,
  search: [],
  found: null,
  images: null,
  ...noNotices,
  fitEnded: null,
  ended: null,
};

/**
 * Returns the state after one more metric. A live run, a followed one and a replayed one have the same states.
 *
 * ```text
 * source      -r-p-s-e-r|     a run, a phase, a step, an epoch row, the next run
 * output      -0-1-2-3-4|     4 keeps only the first run's row of the table of experiments
 * ```
 */
export function foldRunState(before: RunState, metric: Metric): RunState {
  const changed = changeOf(before, metric);
  return {
    ...before,
    progress: foldProgress(before.progress, metric),
    stepTimes: foldStepTimes(before.stepTimes, metric),
    ...changed,
  };
}

/** Returns the fields that a metric changes, besides progress and step times. */
function changeOf(state: RunState, metric: Metric): Partial<RunState> {
  switch (metric._tag) {
    case 'RunStarted':
      return { ...noRunState, earlier: experimentsOf(state), run: metric };
    case 'PhaseStarted': {
      const start: PhaseStart = { phase: metric, steps: state.steps, epochs: state.epochs };
      return {
        phases: [...state.phases, start].slice(-LIMITS.phases),
        curves: { ...state.curves, before: noCurve, epoch: noCurve },
      };
    }
    case 'Step':
      return afterStep(state, metric);
    case 'EvaluationStep':
      return { seconds: state.seconds + secondsOf(metric) };
    case 'EpochRow': {
      const epochs = state.epochs + 1;
      const finished: FinishedEpoch = { row: metric, number: epochs, steps: state.steps };
      return {
        epochs,
        best: withRow(state.best, finished),
        rows: [...state.rows, finished].slice(-LIMITS.rows),
        scores: metric.scores,
        tta: null,
        memory: metric.memory,
        peakRss: Math.max(state.peakRss, metric.memory.rssBytes),
      };
    }
    case 'ItemSkipped':
      return { skipped: withImage(state.skipped, metric) };
    case 'ItemDamaged':
      return { damaged: withImage(state.damaged, metric) };
    case 'PredictionSummary':
      return metric.kind === 'tta'
        ? { tta: metric, explained: [] }
        : { scores: metric.scores, valid: metric, tta: null, explained: [] };
    case 'Explained':
      return { explained: metric.images };
    case 'Profile':
      return { profile: metric };
    case 'CheckpointSaved':
      return { saved: metric, savedSteps: state.steps };
    case 'BestSaved':
      return { best: { saved: metric, epoch: null } };
    case 'LrStep':
      return {
        search: [...(metric.step === 0 ? [] : state.search), metric].slice(-LIMITS.search),
        found: null,
        seconds: state.seconds + secondsOf(metric),
        memory: metric.memory,
        peakRss: Math.max(state.peakRss, metric.memory.rssBytes),
      };
    case 'LrFound':
      return { found: metric, run: state.run === null ? null : withFoundRate(state.run, metric) };
    case 'FitEnded':
      return { fitEnded: metric };
    case 'ImagesFound':
      return { images: metric, ...withNotices(state, metric) };
    case 'Notice':
      return withNotices(state, metric);
    case 'RunEnded':
      return { ended: metric, seconds: metric.seconds };
    default:
      return {};
  }
}

function afterStep({ curves, trained, steps, seconds, peakRss }: RunState, step: Step): Partial<RunState> {
  const { loss, smoothLoss, learningRate, count, waitMs, stepMs, memory } = step;
  const point: CurvePoint = { at: steps, loss, smoothLoss, learningRate };
  return {
    curves: {
      all: withPoint(curves.all, point),
      before: step.step === 0 ? curves.epoch : curves.before,
      epoch: withPoint(step.step === 0 ? noCurve : curves.epoch, point),
      latest: [...curves.latest.slice(1 - LIMITS.latest), point],
    },
    steps: steps + 1,
    seconds: seconds + secondsOf(step),
    trained: { count: trained.count + count, ms: trained.ms + waitMs + stepMs },
    memory,
    peakRss: Math.max(peakRss, memory.rssBytes),
  };
}
