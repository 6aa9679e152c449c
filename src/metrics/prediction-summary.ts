import { isMistake, type PredictionSummary } from '../core/index.ts';
import type { EvaluationResult } from '../steps/index.ts';

/** The results of an evaluation, as far as a {@link PredictionSummary} needs them. */
export type Evaluation = Pick<
  EvaluationResult,
  'scores' | 'counts' | 'confusion' | 'calibration' | 'topLosses' | 'predictions'
> & {
  /** By default not recorded. */
  readonly loss?: number | null;
};

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
  { scores, loss, calibration, counts, confusion, topLosses, predictions }: Evaluation,
): PredictionSummary => ({
  _tag: 'PredictionSummary',
  phase,
  kind,
  scores,
  ...(loss === undefined ? {} : { loss }),
  calibration,
  counts,
  confusion,
  topLosses,
  mistakes: predictions.filter(isMistake),
});
