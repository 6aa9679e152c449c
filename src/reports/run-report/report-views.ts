import { printable, type TopLoss } from '../../core/index.ts';
import { lastSummary } from '../folds/last-summary.ts';
import type { RunState } from '../folds/run-state.ts';

/** Returns whether there is something to report: a finished epoch, classified images or a learning rate. */
export const hasResult = ({ epochs, valid, tta, found }: RunState): boolean =>
  epochs > 0 || valid !== null || tta !== null || found !== null;

/** Returns the images with the highest losses, highest first. */
export const topLossesOf = (state: RunState): readonly TopLoss[] => lastSummary(state)?.topLosses ?? [];

/** Returns the name of the run's pipeline. */
export const runName = ({ run }: RunState): string => run?.pipeline ?? 'Unnamed run';

/** Returns the name of a class, or `class 3` if it has none. */
export const className = ({ run }: RunState, index: number): string =>
  printable(run?.vocab[index] ?? '').trim() || `class ${index}`;
