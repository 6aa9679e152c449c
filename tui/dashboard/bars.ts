import { formatTime } from '../../src/reports/index.ts';
import type { View } from './model.ts';

/** How far something is. */
export interface BarInfo {
  readonly label: string;
  /** 0..1. */
  readonly fraction: number;
  readonly note: string;
}

/** The step in its pass over the images, the epoch and the phase; estimates are by time, no clock is asked. */
export function barsOf({ progress, ended, rows }: View): readonly BarInfo[] {
  const { phase, activity, epoch, done, steps, epochLeft, phaseLeft, pace } = progress;
  if (phase === null) return [];
  const spent = pace.trainSeconds + pace.evaluateSeconds;
  const last = rows.at(-1)?.row;
  const whole = ended?.why === 'completed' || (last?.phase === phase.phase && last.epoch === epoch);
  const epochFraction = whole ? 1 : spent / Math.max(spent + (epochLeft ?? 0), 1e-9);
  const phaseFraction = ended?.why === 'completed' ? 1 : (epoch + epochFraction) / Math.max(phase.epochs, 1);
  const left = (seconds: number | null): string =>
    ended !== null || seconds === null ? '' : `${formatTime(seconds)} left`;
  return [
    {
      label: activity === 'train' ? 'training' : 'evaluation',
      fraction: done / Math.max(steps, 1),
      note: `step ${done} of ${steps}`,
    },
    { label: `epoch ${epoch}`, fraction: epochFraction, note: left(whole ? 0 : epochLeft) },
    { label: `phase ${phase.phase}`, fraction: phaseFraction, note: left(phaseLeft) },
  ];
}
