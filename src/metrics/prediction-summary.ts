import type { PredictionSummary } from '../core/index.ts';
import type { EvaluationResult } from '../steps/index.ts';

/** How the pictures of an evaluation were classified, as a metric. */
export const predictionSummary = (
  phase: number,
  kind: PredictionSummary['kind'],
  { scores, confusion, topLosses }: Pick<EvaluationResult, 'scores' | 'confusion' | 'topLosses'>,
): PredictionSummary => ({ _tag: 'PredictionSummary', phase, kind, scores, confusion, topLosses });
