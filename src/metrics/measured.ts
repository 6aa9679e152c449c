import type { OperatorFunction } from 'rxjs';
import {
  badData,
  MillraceError,
  trainingDiverged,
  trainingPlace,
  type Capabilities,
  type EpochRow,
  type EvaluationStep,
  type ItemFault,
  type MemoryUse,
  type Notice,
  type PredictionSummary,
  type Profile,
  type Step,
} from '../core/index.ts';
import { mapAccum } from '../flow/index.ts';
import type { EvaluationResult } from '../steps/index.ts';
import { predictionSummary } from './prediction-summary.ts';

/** Options of {@link measured}. */
export interface MeasuredConfig extends Pick<Capabilities, 'now'> {
  /** Position of the phase in its run, from 0. */
  readonly phase: number;
  /** Position of the epoch in its phase, from 0. */
  readonly epoch: number;
  /** Returns the memory in use. */
  readonly memory: () => MemoryUse;
  /** The smoothed loss of the last step before the run was resumed in this epoch; null, the default, for none. */
  readonly trainLoss?: number | null;
  /** The seconds that the epoch took before the run was resumed; 0 by default. */
  readonly earlierSeconds?: number;
  /** True in the last epoch of a phase: the row is then followed by a {@link PredictionSummary}. */
  readonly last?: boolean;
}

/** The events of an epoch, as {@link trainStep}, {@link evaluated} and {@link profiled} emit them. */
export type EpochEvent = Step | EvaluationStep | ItemFault | Profile | Notice | EvaluationResult;

/**
 * Summarizes one epoch, training and then validation, as a row of the results table.
 *
 * ```text
 * source      -s-t-e-(u|)     s, t training steps; e an evaluation step; u the result of the evaluation
 * output      -s-t-e-(r|)     r the row
 * ```
 *
 * The row's train_loss is the smoothed loss of the last step; its valid_loss is the mean over the validation images, or
 * null without validation (fastai's Recorder). Seconds are counted from subscription.
 *
 * Errors with BadData if there was no training step, and with TrainingDiverged if the valid_loss is not finite.
 *
 * @param config the position of the epoch, and the clock
 * @category Metrics
 */
export const measured = ({
  phase,
  epoch,
  now,
  memory,
  trainLoss: lossBefore = null,
  earlierSeconds = 0,
  last = false,
}: MeasuredConfig): OperatorFunction<
  EpochEvent,
  Exclude<EpochEvent, EvaluationResult> | EpochRow | PredictionSummary
> =>
  mapAccum<EpochEvent, EpochState, Exclude<EpochEvent, EvaluationResult> | EpochRow | PredictionSummary>(
    () => ({ startedAt: now() - 1000 * earlierSeconds, trainLoss: lossBefore, result: null }),
    (state, event) => {
      if (event._tag === 'EvaluationResult') return [{ ...state, result: event }, []];
      return [event._tag === 'Step' ? { ...state, trainLoss: event.smoothLoss } : state, [event]];
    },
    ({ startedAt, trainLoss, result }) => {
      if (trainLoss === null) throw noStep(trainingPlace({ phase, epoch }));
      const validLoss = result?.loss ?? null;
      if (validLoss !== null && !Number.isFinite(validLoss))
        throw diverged(trainingPlace({ phase, epoch }), validLoss);
      const row: EpochRow = {
        _tag: 'EpochRow',
        phase,
        epoch,
        trainLoss,
        validLoss,
        scores: result?.scores ?? {},
        seconds: (now() - startedAt) / 1000,
        memory: memory(),
      };
      return last && result !== null ? [row, predictionSummary(phase, 'valid', result)] : [row];
    },
  );

interface EpochState {
  readonly startedAt: number;
  /** The smoothed loss of the last step. */
  readonly trainLoss: number | null;
  readonly result: EvaluationResult | null;
}

const diverged = (place: string, validLoss: number): MillraceError =>
  new MillraceError(
    trainingDiverged(place, 'a finite validation loss', String(validLoss), 'Use a smaller --lr.'),
  );

const noStep = (place: string): MillraceError =>
  new MillraceError(
    badData(
      place,
      'at least one full batch of usable training images',
      'none',
      'Use a smaller --batch-size or more images.',
    ),
  );
