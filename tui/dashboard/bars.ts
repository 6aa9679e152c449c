import { formatTime } from '../../src/reports/index.ts';
import type { View } from './model.ts';

/** How far something is. */
export interface BarInfo {
  readonly label: string;
  /** 0..1. */
  readonly share: number;
  readonly note: string;
}

/** The step in its pass over the pictures, the epoch and the phase; estimates are by time, no clock is asked. */
export function barsOf({ progress, ended, rows }: View): readonly BarInfo[] {
  const { phase, activity, epoch, done, steps, epochLeft, phaseLeft, pace } = progress;
  if (phase === null) return [];
  const spent = pace.trainSeconds + pace.evaluateSeconds;
  const last = rows.at(-1)?.row;
  const whole = ended?.why === 'completed' || (last?.phase === phase.phase && last.epoch === epoch);
  const epochShare = whole ? 1 : spent / Math.max(spent + (epochLeft ?? 0), 1e-9);
  const phaseShare = ended?.why === 'completed' ? 1 : (epoch + epochShare) / Math.max(phase.epochs, 1);
  const left = (seconds: number | null): string =>
    ended !== null || seconds === null ? '' : `${formatTime(seconds)} left`;
  return [
    {
      label: activity === 'train' ? 'training' : 'evaluation',
      share: done / Math.max(steps, 1),
      note: `step ${done} of ${steps}`,
    },
    { label: `epoch ${epoch}`, share: epochShare, note: left(whole ? 0 : epochLeft) },
    { label: `phase ${phase.phase}`, share: phaseShare, note: left(phaseLeft) },
  ];
}
