import type {
  EvaluationStep,
  FitEnded,
  LrStep,
  Metric,
  PhaseStarted,
  ProcessTimes,
  Step,
} from '../../core/index.ts';
import { secondsOf } from './seconds-of.ts';

/** The position of a run and its remaining time, estimated from the durations in the metrics, without a clock. */
export interface Progress {
  /** The current phase; null before the first. */
  readonly phase: PhaseStarted | null;
  readonly activity: 'train' | 'evaluate' | 'search';
  /** The epoch, or the pass of test-time augmentation, from 0. */
  readonly epoch: number;
  /** Finished steps of this pass over the images, and its number of steps. */
  readonly done: number;
  readonly steps: number;
  /** The last training step. */
  readonly last: Step | null;
  /** The last step of a search for a learning rate; null in other phases. */
  readonly searched: LrStep | null;
  /** A mean over the latest steps of the pass, including the wait; null before the first. */
  readonly imagesPerSecond: number | null;
  /** The fraction of the latest training steps' time spent waiting for a batch, 0..1; null in validation. */
  readonly waitFraction: number | null;
  /** Where several processes lost time in the latest training steps; null for one process, and in validation. */
  readonly together: Together | null;
  /** Seconds until the epoch ends; includes its validation from the second epoch on. */
  readonly epochLeft: number | null;
  /** Seconds until the phase ends. */
  readonly phaseLeft: number | null;
  /** The early end of the phase; null if there was none. */
  readonly ended: FitEnded | null;
  readonly pace: Pace;
}

/** What training in several processes costs, as fractions of the time, 0..1. */
export interface Together extends Pick<ProcessTimes, 'count' | 'slowest' | 'host'> {
  /** A process waited for the slowest one. */
  readonly waited: number;
  /** Gradients were added up. */
  readonly reduced: number;
}

/** Decaying sums over the steps of a pass: each step multiplies the earlier ones by 0.95. */
export interface Pace {
  readonly steps: number;
  readonly seconds: number;
  readonly images: number;
  readonly waited: number;
  /** Those of {@link Together}, in seconds. */
  readonly forOthers: number;
  readonly reducing: number;
  /** Totals of the current epoch and of the previous one, without decay. */
  readonly trainSeconds: number;
  readonly evaluateSeconds: number;
  readonly lastEvaluateSeconds: number;
}

const DECAY = 0.95;

const noPace: Pace = {
  steps: 0,
  seconds: 0,
  images: 0,
  waited: 0,
  forOthers: 0,
  reducing: 0,
  trainSeconds: 0,
  evaluateSeconds: 0,
  lastEvaluateSeconds: 0,
};

/** The progress before the first metric. */
export const noProgress: Progress = {
  phase: null,
  activity: 'train',
  epoch: 0,
  done: 0,
  steps: 0,
  last: null,
  searched: null,
  imagesPerSecond: null,
  waitFraction: null,
  together: null,
  epochLeft: null,
  phaseLeft: null,
  ended: null,
  pace: noPace,
};

/** Returns the progress after one more metric. */
export function foldProgress(before: Progress, metric: Metric): Progress {
  switch (metric._tag) {
    case 'PhaseStarted':
      return { ...noProgress, phase: metric, steps: metric.stepsPerEpoch };
    case 'Step': {
      const pace = paceAfter(before, 'train', metric, {
        seconds: secondsOf(metric),
        waited: metric.waitMs / 1000,
        processes: metric.processes,
      });
      return estimate(before.phase, 'train', metric, pace, metric);
    }
    case 'EvaluationStep': {
      const pace = paceAfter(before, 'evaluate', metric, { seconds: secondsOf(metric), waited: 0 });
      return estimate(before.phase, 'evaluate', metric, pace, before.last);
    }
    case 'LrStep': {
      const step = { ...metric, epoch: 0 };
      const pace = paceAfter(before, 'search', step, { seconds: secondsOf(metric), waited: 0 });
      return { ...estimate(null, 'search', step, pace, null), searched: metric };
    }
    case 'FitEnded':
      return { ...before, epochLeft: 0, phaseLeft: 0, ended: metric };
    default:
      return before;
  }
}

type AnyStep = Pick<EvaluationStep, 'epoch' | 'step' | 'steps' | 'count'>;

/** The time of a step, in seconds. */
interface Spent {
  readonly seconds: number;
  readonly waited: number;
  readonly processes?: ProcessTimes | undefined;
}

/**
 * Training and evaluation each have their own decaying sums. The totals restart with each epoch, or pass of test-time
 * augmentation.
 */
function paceAfter(
  { activity: before, epoch: epochBefore, pace }: Progress,
  activity: Progress['activity'],
  { epoch, count }: AnyStep,
  { seconds, waited, processes }: Spent,
): Pace {
  const decay = activity === before ? DECAY : 0;
  const sums =
    epoch === epochBefore
      ? pace
      : { trainSeconds: 0, evaluateSeconds: 0, lastEvaluateSeconds: pace.evaluateSeconds };
  return {
    steps: decay * pace.steps + 1,
    seconds: decay * pace.seconds + seconds,
    images: decay * pace.images + count,
    waited: decay * pace.waited + waited,
    forOthers: decay * pace.forOthers + (processes?.waitMs ?? 0) / 1000,
    reducing: decay * pace.reducing + (processes?.reduceMs ?? 0) / 1000,
    trainSeconds: sums.trainSeconds + (activity === 'train' ? seconds : 0),
    evaluateSeconds: sums.evaluateSeconds + (activity === 'evaluate' ? seconds : 0),
    lastEvaluateSeconds: sums.lastEvaluateSeconds,
  };
}

/** Returns the progress after a step, with the remaining time at its pace. */
function estimate(
  phase: PhaseStarted | null,
  activity: Progress['activity'],
  { epoch, step, steps }: AnyStep,
  pace: Pace,
  last: Step | null,
): Progress {
  const isTraining = activity === 'train';
  const seconds = Math.max(pace.seconds, 1e-9);
  const passLeft = (steps - step - 1) * (pace.seconds / pace.steps);
  const epochLeft = passLeft + (isTraining ? pace.lastEvaluateSeconds : 0);
  const epochSeconds = pace.trainSeconds + pace.evaluateSeconds + epochLeft;
  return {
    phase,
    activity,
    epoch,
    done: step + 1,
    steps,
    last,
    searched: null,
    imagesPerSecond: pace.images / seconds,
    waitFraction: isTraining ? pace.waited / seconds : null,
    together: isTraining ? togetherOf(last?.processes, pace) : null,
    epochLeft,
    phaseLeft: epochLeft + ((phase?.epochs ?? epoch + 1) - epoch - 1) * epochSeconds,
    ended: null,
    pace,
  };
}

function togetherOf(
  times: ProcessTimes | undefined,
  { seconds, forOthers, reducing }: Pace,
): Together | null {
  if (times === undefined) return null;
  const { count, slowest, host } = times;
  // Processes may also have waited for each other between two steps.
  const all = Math.max(seconds, forOthers + reducing, 1e-9);
  return { count, slowest, host, waited: forOthers / all, reduced: reducing / all };
}
