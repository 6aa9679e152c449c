import { at, type Metric } from '../../core/index.ts';
import { secondsOf } from './seconds-of.ts';

/** Durations of the latest training steps in seconds, including the wait for the batch. */
export type StepTimes = readonly number[];

export const noStepTimes: StepTimes = [];

const KEPT = 101;
const MIN_TIMEOUT = 60;

/** Returns the times after one more metric; a new run or phase starts with none. */
export const foldStepTimes = (times: StepTimes, metric: Metric): StepTimes =>
  metric._tag === 'Step' || metric._tag === 'LrStep'
    ? [...times, secondsOf(metric)].slice(-KEPT)
    : metric._tag === 'RunStarted' || metric._tag === 'PhaseStarted'
      ? noStepTimes
      : times;

/** Returns the seconds without a metric after which a run may be hung: ten median steps, but at least a minute. */
export const hangTimeout = (times: StepTimes): number => Math.max(MIN_TIMEOUT, tenSteps(times));

/**
 * Returns the seconds without a sign of life after which a run that was asked to stop is given up: ten median steps, but at
 * least five minutes. Until then it may be saving a large model to a slow disk.
 */
export const stopTimeout = (times: StepTimes, atLeast = STOP_SECONDS): number =>
  Math.max(atLeast, tenSteps(times));

/** The least {@link stopTimeout}. */
export const STOP_SECONDS = 300;

/** Returns the time of ten median steps; 0 without steps. */
const tenSteps = (times: StepTimes): number =>
  times.length === 0
    ? 0
    : 10 *
      at(
        times.toSorted((a, b) => a - b),
        Math.floor(times.length / 2),
      );
