import type { BestSaved } from '../../core/index.ts';
import type { FinishedEpoch } from './run-state.ts';

/** The model of the best epoch so far. */
export interface BestEpoch {
  readonly saved: BestSaved;
  /** Null until its row has arrived. */
  readonly epoch: FinishedEpoch | null;
}

/** The row of the best epoch follows its model. */
export function withRow(best: BestEpoch | null, finished: FinishedEpoch): BestEpoch | null {
  if (best?.epoch !== null) return best;
  const { phase, epoch } = best.saved;
  return finished.row.phase === phase && finished.row.epoch === epoch ? { ...best, epoch: finished } : best;
}
