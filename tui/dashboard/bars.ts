import { formatTime } from '../../src/reports/index.ts';
import { activityOf, positionText } from '../lines/plain-text.ts';
import type { RunState } from '../../src/reports/index.ts';

/** A progress bar. */
export interface BarInfo {
  readonly label: string;
  /** 0..1. */
  readonly fraction: number;
  readonly note: string;
}

/**
 * Returns the progress of the current pass over the images, the epoch, and the phase. The fractions of the epoch and
 * the phase are fractions of their estimated time, from the durations in the metrics.
 */
export function barsOf({ progress, ended, rows }: RunState): readonly BarInfo[] {
  const { phase, epoch, done, steps, epochLeft, phaseLeft, pace } = progress;
  if (phase === null) return [];
  const spent = pace.trainSeconds + pace.evaluateSeconds;
  const last = rows.at(-1)?.row;
  const isComplete = ended?.why === 'completed' || (last?.phase === phase.phase && last.epoch === epoch);
  const epochFraction = isComplete ? 1 : spent / Math.max(spent + (epochLeft ?? 0), 1e-9);
  const phaseFraction = ended?.why === 'completed' ? 1 : (epoch + epochFraction) / Math.max(phase.epochs, 1);
  const left = (seconds: number | null): string =>
    ended !== null || seconds === null ? '' : `${formatTime(seconds)} left`;
  return [
    {
      label: activityOf(progress),
      fraction: done / Math.max(steps, 1),
      note: `step ${done} of ${steps}`,
    },
    { label: positionText(progress), fraction: epochFraction, note: left(isComplete ? 0 : epochLeft) },
    { label: `phase ${phase.phase + 1}`, fraction: phaseFraction, note: left(phaseLeft) },
  ];
}
