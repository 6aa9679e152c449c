import type { Metric } from '../../core/index.ts';

/** Returns the time that a step took, including the wait for its batch; 0 for other metrics. */
export function secondsOf(metric: Metric): number {
  switch (metric._tag) {
    case 'Step':
      return (metric.waitMs + metric.stepMs) / 1000;
    case 'EvaluationStep':
    case 'LrStep':
      return metric.count / Math.max(metric.imagesPerSecond, 1e-9);
    default:
      return 0;
  }
}
