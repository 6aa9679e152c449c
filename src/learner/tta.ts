import { concat, concatMap, from, of, range, type Observable } from 'rxjs';
import {
  checkedTta,
  type TtaOptions,
  calibration,
  imageCount,
  type EvaluationStep,
  type ItemFault,
  type Metric,
} from '../core/index.ts';
import { predictionSummary, stopOnSkipped } from '../metrics/index.ts';
import { scoring, type Predictions } from '../nn/index.ts';
import { TTA_BATCH_KEY, ttaRng, withTtaKey } from '../prediction/index.ts';
import {
  confidencesOf,
  predicted,
  predictedImages,
  topLossesOf,
  ttaCombined,
  type ImageOutputs,
  type TtaResult,
} from '../steps/index.ts';
import { validBatches } from './batches-of.ts';
import type { Phase, RunContext } from './phase.ts';
import { predictionPhase } from './prediction-phase.ts';
import { savePredictions } from './predictions-saved.ts';
import { validationSteps } from './steps-per-epoch.ts';

/**
 * Returns a phase that predicts the validation images with test-time augmentation: fastai's Learner.tta.
 *
 * Runs `n` passes with the random transforms of training and one with those of validation, and combines them by weighted
 * mean or maximum. Emits a {@link PredictionSummary} without augmentation (`valid`) and one with it (`tta`); the metrics
 * number passes as epochs. Throws BadOption unless `n` is a positive integer and `beta` is in 0..1.
 *
 * @category Phases
 */
export const tta = (options: TtaOptions = {}): Phase => {
  const checked = checkedTta(options);
  const planned = { name: nameOf(checked), kind: 'predict', epochs: checked.n + 1 } as const;
  return predictionPhase(planned, (context) =>
    runPasses(context, checked).pipe(
      stopOnSkipped({ total: imageCount(context.files) }),
      concatMap((event): Observable<Metric> =>
        event._tag === 'TtaResult' ? resultOf(event, context) : of(event),
      ),
    ),
  );
};

const nameOf = ({ n, beta, useMax }: Required<TtaOptions>): string =>
  useMax ? `tta(n=${n}, max)` : `tta(n=${n}, beta=${beta})`;

/**
 * Emits the progress of {@link tta}, then the predictions `[N, C]` and targets of the validation images: fastai's
 * `preds, targs = learn.tta()`.
 *
 * Throws BadOption as {@link tta} does.
 *
 * @category Phases
 */
export const ttaPredictions = (
  context: RunContext,
  options: TtaOptions = {},
): Observable<EvaluationStep | ItemFault | TtaResult> => runPasses(context, checkedTta(options));

function runPasses(
  context: RunContext,
  options: Required<TtaOptions>,
): Observable<EvaluationStep | ItemFault | TtaResult> {
  const { world, agreement, learner, data, files, state, phase } = context;
  const { now } = world;
  const engine = { ...world.engine, precision: learner.precision };
  const { evaluated: model } = state;
  const steps = validationSteps(files, data.batchSize);
  const images = { ...files, valid: files.valid.map(withTtaKey) };
  return range(0, options.n + 1).pipe(
    concatMap((pass) => {
      const split = pass < options.n ? 'train' : 'valid';
      return validBatches(images, {
        world,
        data,
        rng: ttaRng,
        epoch: pass,
        split,
        batchKey: TTA_BATCH_KEY,
      }).pipe(predicted({ now, engine, agreement, model, task: data.task, phase, epoch: pass, steps }));
    }),
    ttaCombined(options),
  );
}

/** Writes predictions.csv, and emits the summaries without and with augmentation. */
function resultOf(
  { predictions, centre, targets, files }: TtaResult,
  { world, learner, phase, state, data: { task }, files: { vocab } }: RunContext,
): Observable<Metric> {
  const outputsOf = (each: Predictions): ImageOutputs => ({
    task,
    files,
    targets,
    comparable: each,
    probabilities: each,
  });
  const summary = (kind: 'valid' | 'tta', each: Predictions): Metric => {
    const { outputs } = state.model.network;
    const images = predictedImages(outputsOf(each));
    return predictionSummary(phase, kind, {
      ...scoring({ task, scores: learner.metrics, outputs }).add(each, targets).result(),
      calibration: calibration(confidencesOf(outputsOf(each), images)),
      topLosses: topLossesOf(each, images, task),
      predictions: images,
    });
  };
  return concat(
    savePredictions(predictedImages(outputsOf(predictions)), { ...world, vocab }),
    from([summary('valid', centre), summary('tta', predictions)]),
  );
}
