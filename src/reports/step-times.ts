import type { Metric } from '../core/index.ts';

/** Seconds that the latest training steps took, wait included. */
export type StepTimes = readonly number[];

export const noStepTimes: StepTimes = [];

const KEPT = 101;

/** The times with one metric more: a fold. */
export const foldStepTimes = (times: StepTimes, metric: Metric): StepTimes =>
  metric._tag === 'Step'
    ? [...times, (metric.waitMs + metric.stepMs) / 1000].slice(-KEPT)
    : metric._tag === 'RunStarted' || metric._tag === 'PhaseStarted'
      ? noStepTimes
      : times;

/** How many seconds without a metric are too long: ten median steps, and a minute at least. */
export function hangsAfter(times: StepTimes): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(60, 10 * (sorted[Math.floor(sorted.length / 2)] ?? 0));
}
