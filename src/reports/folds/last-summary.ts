import type { PredictionSummary } from '../../core/index.ts';
import type { RunState } from './run-state.ts';

/** Returns the latest classification results. */
export const lastSummary = ({ valid, tta }: Pick<RunState, 'valid' | 'tta'>): PredictionSummary | null =>
  tta ?? valid;
