import type { PredictionSummary } from '../core/index.ts';
import type { EvaluationResult } from '../steps/index.ts';

/**
 * Returns the classification results of an evaluation as a metric.
 *
 * @param phase position of the phase in its run, from 0
 * @param kind `valid` or `tta`
 * @param result the results of the evaluation
 * @category Metrics
 */
export const predictionSummary = (
  phase: number,
  kind: PredictionSummary['kind'],
  { scores, confusion, topLosses }: Pick<EvaluationResult, 'scores' | 'confusion' | 'topLosses'>,
): PredictionSummary => ({ _tag: 'PredictionSummary', phase, kind, scores, confusion, topLosses });
