import { defer, map } from 'rxjs';
import type { Metric } from '../core/index.ts';
import { predictionSummary, stopOnSkipped } from '../metrics/index.ts';
import type { Phase } from './phase.ts';
import { predictionPhase } from './prediction-phase.ts';
import { validationPass } from './validation-pass.ts';

/**
 * Returns a phase that evaluates the model on the validation images once, without training: fastai's Learner.validate.
 *
 * Its numbers and its predictions.csv equal those of the validation that follows an epoch of training, to the last digit, for
 * equal weights, images and batch sizes. Emits a {@link PredictionSummary} with the mean of the learner's loss. A run whose
 * other phases only load data and weights saves no model. Errors with WriteFailed, and with TooManyBadItems if more than
 * half of the images are unusable.
 *
 * To evaluate other images, `withData` comes before it.
 *
 * @category Phases
 */
export const validate = (): Phase => ({
  ...predictionPhase({ name: 'validate', kind: 'predict', epochs: 1 }, (context) =>
    defer(() => {
      const { phase, files } = context;
      return validationPass(context, { epoch: 0, rng: context.rng.at('phase', phase) }).pipe(
        stopOnSkipped({ total: files.valid.length }),
        map((event): Metric => {
          if (event._tag !== 'EvaluationResult') return event;
          return predictionSummary(phase, 'valid', event);
        }),
      );
    }),
  ),
  changesNothing: true,
});
