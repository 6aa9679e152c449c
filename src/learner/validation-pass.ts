import { defer, type Observable } from 'rxjs';
import type { EvaluationStep, ItemFault, Rng } from '../core/index.ts';
import { evaluated, type EvaluationResult } from '../steps/index.ts';
import { validBatches } from './batches-of.ts';
import type { RunContext } from './phase.ts';
import { predictionsSaved } from './predictions-saved.ts';
import { validationSteps } from './steps-per-epoch.ts';

/** Where a validation pass is. */
export interface ValidationPlace {
  /** Position of the epoch in its phase, from 0. */
  readonly epoch: number;
  /** Keyed by the run's seed and by the phase. */
  readonly rng: Rng;
}

/**
 * Evaluates the weights that the state names on the validation images, with the learner's loss and scores, and writes
 * predictions.csv: the validation of an epoch of training, and of {@link validate}.
 *
 * The weights are read when it is subscribed. Errors with WriteFailed.
 */
export const validationPass = (
  { world, agreement, learner, data, files, state, phase }: RunContext,
  { epoch, rng }: ValidationPlace,
): Observable<EvaluationStep | ItemFault | EvaluationResult> =>
  defer(() => {
    const { now } = world;
    const { loss, metrics: scores, precision } = learner;
    const engine = { ...world.engine, precision };
    const steps = validationSteps(files, data.batchSize);
    return validBatches(files, { world, data, rng, epoch }).pipe(
      evaluated({
        ...{ now, engine, agreement, model: state.evaluated, loss, scores },
        ...{ task: data.task, phase, epoch, steps },
      }),
      predictionsSaved({ ...world, vocab: files.vocab }),
    );
  });
