import type { Metric } from '../../../src/core/index.ts';

/** What a completed run must have, besides an order. */
export interface Expected {
  /** The number of phases; null if it is not known. */
  readonly phases: number | null;
  /** Whether no epoch ends before its last step. */
  readonly hasWholeEpochs: boolean;
}

/** Returns the number of phases that have started. */
export const phasesIn = (metrics: readonly Metric[]): number =>
  metrics.filter(({ _tag }) => _tag === 'PhaseStarted').length;

/** Returns what is wrong with the order of a completed run's metrics: what is missing, or repeated. Null if nothing is. */
export function faultOf(metrics: readonly Metric[], expected: Expected): string | null {
  let [phases, epoch, step, steps, epochs, isEnded] = [0, 0, 0, 0, 0, true];
  for (const metric of metrics)
    switch (metric._tag) {
      case 'PhaseStarted':
        if (metric.phase !== phases) return `phase ${metric.phase} after ${phases} phases`;
        if (!isEnded) return `phase ${metric.phase} before the end of the one before`;
        phases++;
        [epoch, step, steps, epochs, isEnded] = [
          0,
          0,
          metric.stepsPerEpoch,
          metric.epochs,
          metric.kind === 'predict',
        ];
        break;
      case 'Step':
        if (metric.phase !== phases - 1 || metric.epoch !== epoch || metric.step !== step)
          return `step ${metric.phase}/${metric.epoch}/${metric.step} instead of ${phases - 1}/${epoch}/${step}`;
        step++;
        break;
      case 'EpochRow':
        if (metric.epoch !== epoch || (expected.hasWholeEpochs && step !== steps))
          return `the row of epoch ${metric.epoch} after ${epoch}/${step}`;
        [epoch, step, isEnded] = [epoch + 1, 0, epoch + 1 === epochs];
        break;
      case 'FitEnded':
        isEnded = true;
        break;
      default:
        break;
    }
  const last = metrics.at(-1);
  if (last?._tag !== 'RunEnded' || last.why !== 'completed' || !isEnded) return 'no end';
  return phases === (expected.phases ?? phases)
    ? null
    : `${phases} phases instead of ${expected.phases ?? phases}`;
}
