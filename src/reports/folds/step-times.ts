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
export function hangTimeout(times: StepTimes): number {
  if (times.length === 0) return MIN_TIMEOUT;
  const sorted = times.toSorted((a, b) => a - b);
  return Math.max(MIN_TIMEOUT, 10 * at(sorted, Math.floor(sorted.length / 2)));
}
