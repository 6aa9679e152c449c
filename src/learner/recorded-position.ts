import { badData, MillraceError, trainingPlace, type Metric, type PhaseStarted } from '../core/index.ts';
import type { RunPosition } from './run-position.ts';

/** Where the recorded metrics of a run end. */
export interface RecordedPosition {
  /** The last phase that has started; null if none has. */
  readonly started: PhaseStarted | null;
  /** The number of phases that have started. */
  readonly phases: number;
  /** The next epoch of that phase, from 0. */
  readonly epoch: number;
  /** The next step of that epoch, from 0. */
  readonly step: number;
}

/** The position before the first metric. */
export const noPosition: RecordedPosition = { started: null, phases: 0, epoch: 0, step: 0 };

/** Returns the position after one more metric. */
export function foldPosition(before: RecordedPosition, metric: Metric): RecordedPosition {
  switch (metric._tag) {
    case 'PhaseStarted':
      return { started: metric, phases: before.phases + 1, epoch: 0, step: 0 };
    case 'Step':
      return { ...before, epoch: metric.epoch, step: metric.step + 1 };
    case 'EpochRow':
      return { ...before, epoch: metric.epoch + 1, step: 0 };
    default:
      return before;
  }
}

/**
 * Throws BadData unless a run resumes where its recorded metrics end: otherwise it would skip or repeat steps.
 * An epoch may have ended before its last step.
 */
export function requireSamePosition(
  { started, phases, epoch, step }: RecordedPosition,
  next: Pick<RunPosition, 'phase' | 'isStarted' | 'epoch' | 'step'>,
  runFolder: string,
): void {
  const isSame = next.isStarted
    ? next.phase === phases - 1 &&
      next.epoch === epoch &&
      (next.step === step || (step > 0 && next.step === started?.stepsPerEpoch))
    : next.phase === phases;
  if (isSame) return;
  throw new MillraceError(
    badData(
      runFolder,
      `metrics up to where the checkpoint was saved (before ${trainingPlace(next)})`,
      phases === 0 ? 'none of a phase' : `those before ${trainingPlace({ phase: phases - 1, epoch, step })}`,
      'The run cannot be resumed without its records: start it again in another folder.',
    ),
  );
}
