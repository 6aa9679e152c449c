import { isRecord } from '../core/index.ts';
import type { RunContext } from './phase.ts';

/** What comes next in a run: everything before it is done. */
export interface RunPosition {
  /** Position of the phase in the list that the run was given, from 0. */
  readonly index: number;
  /** The number of counted phases (those that emit {@link PhaseStarted}) before that one. */
  readonly first: number;
  /** The number of counted phases that are done; a phase of the list may consist of several. */
  readonly phase: number;
  /** Whether the next counted phase has started: its first metric is emitted. */
  readonly isStarted: boolean;
  /** Position of the epoch in its phase, from 0. */
  readonly epoch: number;
  /** Position of the next step in its epoch, from 0; the number of steps if only validation is left. */
  readonly step: number;
}

/** Where a counted phase starts. */
export type PhaseStart = Pick<RunPosition, 'isStarted' | 'epoch' | 'step'>;

const BEGINNING: PhaseStart = { isStarted: false, epoch: 0, step: 0 };

/** Returns the position before a phase of the list. */
export const beforePhase = (index: number, phase: number): RunPosition => ({
  index,
  first: phase,
  phase,
  ...BEGINNING,
});

/**
 * Returns where the next counted phase starts: in a resumed run possibly in its middle. Null if it was done before, and
 * is counted now. Call it once, when the phase is subscribed.
 */
export function takeStart(context: RunContext): PhaseStart | null {
  const { resumed } = context;
  if (resumed === null) return BEGINNING;
  if (context.phase < resumed.phase) {
    context.phase++;
    return null;
  }
  context.resumed = null;
  return resumed;
}

/** Returns whether the next counted phase had started before the run was resumed. */
export const hasStarted = ({ resumed, phase }: Pick<RunContext, 'resumed' | 'phase'>): boolean =>
  resumed !== null && (phase < resumed.phase || resumed.isStarted);

/** Parses the position in a checkpoint; null if it is none. */
export function parsePosition(value: unknown): RunPosition | null {
  if (!isRecord(value)) return null;
  const counts = ['index', 'first', 'phase', 'epoch', 'step'].map((name) => value[name]);
  const isValid = counts.every((count) => Number.isSafeInteger(count) && Number(count) >= 0);
  return isValid && typeof value['isStarted'] === 'boolean' ? (value as unknown as RunPosition) : null;
}
