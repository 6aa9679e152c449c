import { formatTime, type PhaseStart, type RunState } from '../../src/reports/index.ts';
import { activityOf, positionText } from '../lines/plain-text.ts';

/** A progress bar. */
export interface BarInfo {
  readonly label: string;
  /** 0..1. */
  readonly fraction: number;
  readonly note: string;
}

/**
 * Returns the progress of the current pass over the images, the epoch, the phase, and a run with several fits. The
 * fractions of the epoch and the phase are fractions of their estimated time, from the durations in the metrics.
 */
export function barsOf(state: RunState): readonly BarInfo[] {
  const { progress, ended, rows } = state;
  const { phase, epoch, done, steps, epochLeft, phaseLeft, pace } = progress;
  if (progress.searched !== null)
    return [
      {
        label: activityOf(progress),
        fraction: state.found === null ? done / Math.max(steps, 1) : 1,
        note: `step ${done} of ${steps}`,
      },
    ];
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
    ...runBar(state, epochFraction),
  ];
}

/** Returns the number of planned epochs that a fit ended without. */
const cutFrom = ({ phase, epochs }: PhaseStart, next: PhaseStart | undefined): number =>
  next === undefined || phase.kind !== 'fit' ? 0 : phase.epochs - (next.epochs - epochs);

/**
 * Returns the progress of a run with several fits, in epochs. The time left assumes that later epochs take as long as
 * the last one; those on larger images take longer.
 */
function runBar(state: RunState, epochFraction: number): readonly BarInfo[] {
  const { run, phases, progress, rows, ended } = state;
  const fits = (run?.phases ?? []).filter(({ kind }) => kind === 'fit');
  const current = phases.at(-1);
  if (fits.length < 2 || current === undefined) return [];
  const { phase } = current;
  // After the last fit, there is nothing to train.
  if (phase.kind !== 'fit') return [];
  const planned = fits.reduce((sum, { epochs }) => sum + epochs, 0);
  const total = phases.reduce((sum, start, i) => sum - cutFrom(start, phases[i + 1]), planned);
  const done = current.epochs + progress.epoch + epochFraction;
  const later = total - current.epochs - phase.epochs;
  const seconds = rows.at(-1)?.row.seconds;
  const left =
    ended !== null || progress.phaseLeft === null || (later > 0 && seconds === undefined)
      ? ''
      : `≈ ${formatTime(progress.phaseLeft + later * (seconds ?? 0))} left`;
  return [{ label: 'run', fraction: ended?.why === 'completed' ? 1 : done / total, note: left }];
}
