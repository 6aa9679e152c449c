import { concat, concatMap, defer, from, of, range, type Observable } from 'rxjs';
import {
  requireOption,
  requireProbability,
  type EvaluationStep,
  type ItemSkipped,
  type Metric,
  type PhaseStarted,
} from '../core/index.ts';
import { predictionSummary } from '../metrics/index.ts';
import {
  confusionMatrix,
  predictedClasses,
  scoreOf,
  type CombineOptions,
  type Predictions,
} from '../nn/index.ts';
import { predicted, topLossesOf, ttaCombined, type TtaResult } from '../steps/index.ts';
import { validBatches } from './batches-of.ts';
import { phaseEnded, type Phase, type RunContext } from './phase.ts';

/** Options of {@link tta}: fastai's arguments. */
export interface TtaOptions extends CombineOptions {
  /** The number of augmented passes, from 1; default 4. */
  readonly n?: number;
}

/**
 * Returns a phase that predicts the validation images with test-time augmentation: fastai's Learner.tta.
 *
 * Runs `n` passes with the random transforms of training and one as validation does it, and combines them by weighted
 * mean or maximum. Emits a {@link PredictionSummary} without augmentation (`valid`) and one with it (`tta`). Throws
 * BadOption unless `n` is a positive integer and `beta` in 0..1.
 *
 * @category Phases
 */
export const tta = (options: TtaOptions = {}): Phase => {
  // Before anything is trained.
  checkedN(options);
  requireProbability('tta beta', options.beta ?? 0.25);
  return (context) =>
    concat(
      defer(() => of(phaseStarted(options, context))),
      ttaPredictions(context, options).pipe(
        concatMap((event): Observable<Metric> =>
          event._tag === 'TtaResult' ? from(summaries(event, context)) : of(event),
        ),
      ),
      phaseEnded({ ...context, phase: context.phase + 1 }),
    );
};

/**
 * Emits the progress of {@link tta}, then the predictions `[N, C]` and targets [N] of the validation images: fastai's
 * `preds, targs = learn.tta()`.
 *
 * Throws BadOption as {@link tta} does.
 *
 * @category Phases
 */
export const ttaPredictions = (
  context: RunContext,
  options: TtaOptions = {},
): Observable<EvaluationStep | ItemSkipped | TtaResult> => {
  const n = checkedN(options);
  return range(0, n + 1).pipe(
    concatMap((pass) => {
      const { world, data, files, model, phase } = context;
      const split = pass < n ? 'train' : 'valid';
      const rng = context.rng.at('tta', phase);
      const steps = Math.ceil(files.valid.length / data.batchSize);
      return validBatches(files, { world, data, rng, epoch: pass, split }).pipe(
        predicted({ now: world.now, model, phase, epoch: pass, steps }),
      );
    }),
    ttaCombined(options),
  );
};

/** n with its default. Errors with BadOption for values out of range. */
function checkedN({ n = 4, beta = 0.25 }: TtaOptions): number {
  requireOption(Number.isSafeInteger(n) && n >= 1, 'tta n', 'a whole number from 1', n);
  requireOption(beta >= 0 && beta <= 1, 'tta beta', 'a number in 0..1', beta);
  return n;
}

const phaseStarted = (
  { n = 4, beta = 0.25, useMax = false }: TtaOptions,
  { phase, data, files }: RunContext,
): PhaseStarted => ({
  _tag: 'PhaseStarted',
  phase,
  name: useMax ? `tta(n=${n}, max)` : `tta(n=${n}, beta=${beta})`,
  epochs: n + 1,
  stepsPerEpoch: Math.ceil(files.valid.length / data.batchSize),
  batchSize: data.batchSize,
  size: [data.size, data.size],
});

function summaries(result: TtaResult, { learner, phase, model }: RunContext): readonly Metric[] {
  const { predictions, centre, targets } = result;
  const summary = (kind: 'valid' | 'tta', each: Predictions): Metric =>
    predictionSummary(phase, kind, {
      // There is no mean of nothing; validation says so in the same way.
      scores: Object.fromEntries(
        targets.length === 0
          ? []
          : learner.metrics.map((score) => [score.name, scoreOf(score, each, targets)] as const),
      ),
      confusion: confusionMatrix(targets, predictedClasses(each), model.network.outputs),
      topLosses: topLossesOf(each, result),
    });
  return [summary('valid', centre), summary('tta', predictions)];
}
