import type { EvaluationStep, Metric, PhaseStarted, Step } from '../core/index.ts';

/** Where a run stands and how long the rest will take: estimates from the durations in the metrics, no clock. */
export interface Progress {
  /** The phase under way; null before the first. */
  readonly phase: PhaseStarted | null;
  readonly activity: 'train' | 'evaluate';
  /** From 0. */
  readonly epoch: number;
  /** Steps of this pass over the images that are done, and how many it has. */
  readonly done: number;
  readonly steps: number;
  /** The last training step. */
  readonly last: Step | null;
  /** Means of the latest steps of the pass, wait included; null before the first. */
  readonly imagesPerSecond: number | null;
  /** Share of the time of the latest training steps that was spent waiting for a batch, 0..1. */
  readonly waitFraction: number | null;
  /** Seconds until the epoch ends; its validation counts from the second epoch on. */
  readonly epochLeft: number | null;
  /** Seconds until the phase ends. */
  readonly phaseLeft: number | null;
  readonly pace: Pace;
}

/** Latest steps weigh more: sums in which every step makes those before it count 5 % less. */
export interface Pace {
  readonly steps: number;
  readonly seconds: number;
  readonly images: number;
  readonly waited: number;
  /** Of the epoch so far, and of the epoch before; sums. */
  readonly trainSeconds: number;
  readonly evaluateSeconds: number;
  readonly lastEvaluateSeconds: number;
}

const FORGET = 0.95;

const still: Pace = {
  steps: 0,
  seconds: 0,
  images: 0,
  waited: 0,
  trainSeconds: 0,
  evaluateSeconds: 0,
  lastEvaluateSeconds: 0,
};

/** Before the first metric. */
export const noProgress: Progress = {
  phase: null,
  activity: 'train',
  epoch: 0,
  done: 0,
  steps: 0,
  last: null,
  imagesPerSecond: null,
  waitFraction: null,
  epochLeft: null,
  phaseLeft: null,
  pace: still,
};

/** The progress with one metric more: a fold. */
export function foldProgress(before: Progress, metric: Metric): Progress {
  switch (metric._tag) {
    case 'PhaseStarted':
      return { ...noProgress, phase: metric, steps: metric.stepsPerEpoch };
    case 'Step': {
      const seconds = (metric.waitMs + metric.stepMs) / 1000;
      const pace = paceAfter(before, 'train', metric, { seconds, waited: metric.waitMs / 1000 });
      return estimated({ ...standing(before, 'train', metric), last: metric, pace });
    }
    case 'EvaluationStep': {
      const seconds = metric.count / Math.max(metric.imagesPerSecond, 1e-9);
      const pace = paceAfter(before, 'evaluate', metric, { seconds, waited: 0 });
      return estimated({ ...standing(before, 'evaluate', metric), pace });
    }
    case 'Profile':
    case 'EpochRow':
    case 'RunStarted':
    case 'ItemSkipped':
    case 'PredictionSummary':
    case 'CheckpointSaved':
    case 'RunEnded':
      return before;
  }
}

type Done = Pick<Step | EvaluationStep, 'epoch' | 'step' | 'steps' | 'count'>;

const standing = (
  before: Progress,
  activity: Progress['activity'],
  { epoch, step, steps }: Done,
): Progress => ({
  ...before,
  activity,
  epoch,
  done: step + 1,
  steps,
});

/** Training and evaluation have a pace each; with a new epoch, or pass of test-time augmentation, its sums begin anew. */
function paceAfter(
  { activity: before, epoch: epochBefore, pace }: Progress,
  activity: Progress['activity'],
  { epoch, count }: Done,
  { seconds, waited }: { readonly seconds: number; readonly waited: number },
): Pace {
  const kept = activity === before ? FORGET : 0;
  const sums =
    epoch === epochBefore
      ? pace
      : { trainSeconds: 0, evaluateSeconds: 0, lastEvaluateSeconds: pace.evaluateSeconds };
  return {
    steps: kept * pace.steps + 1,
    seconds: kept * pace.seconds + seconds,
    images: kept * pace.images + count,
    waited: kept * pace.waited + waited,
    trainSeconds: sums.trainSeconds + (activity === 'train' ? seconds : 0),
    evaluateSeconds: sums.evaluateSeconds + (activity === 'evaluate' ? seconds : 0),
    lastEvaluateSeconds: sums.lastEvaluateSeconds,
  };
}

function estimated(progress: Progress): Progress {
  const { phase, activity, epoch, done, steps, pace } = progress;
  const stepSeconds = pace.seconds / pace.steps;
  const passLeft = (steps - done) * stepSeconds;
  const training = activity === 'train';
  const epochLeft = passLeft + (training ? pace.lastEvaluateSeconds : 0);
  const epochSeconds = pace.trainSeconds + pace.evaluateSeconds + epochLeft;
  return {
    ...progress,
    imagesPerSecond: pace.images / Math.max(pace.seconds, 1e-9),
    waitFraction: training ? pace.waited / Math.max(pace.seconds, 1e-9) : null,
    epochLeft,
    phaseLeft: epochLeft + ((phase?.epochs ?? epoch + 1) - epoch - 1) * epochSeconds,
  };
}
