import { concat, defer, filter, of, tap, throwError, type Observable, type OperatorFunction } from 'rxjs';
import {
  MillraceError,
  type Capabilities,
  type EpochRow,
  type EvaluationStep,
  type ItemSkipped,
  type MemoryUse,
  type PredictionSummary,
  type Profile,
  type Step,
} from '../core/index.ts';
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
  /** True in the last epoch of a phase: the row is then followed by a {@link PredictionSummary}. */
  readonly last?: boolean;
}

/** The events of an epoch, as {@link trainStep}, {@link evaluated} and {@link profiled} emit them. */
export type EpochEvent = Step | EvaluationStep | ItemSkipped | Profile | EvaluationResult;

/**
 * Summarizes one epoch, training and then validation, as a row of the results table.
 *
 * ```text
 * source      -s-t-e-(u|)     s, t training steps; e an evaluation step; u the result of the evaluation
 * output      -s-t-e-(r|)     r the row
 * ```
 *
 * The row's train_loss is the smoothed loss of the last step and its valid_loss the mean over the validation images, as
 * in fastai's Recorder; without validation valid_loss is null. Seconds count from the subscription.
 *
 * Errors with BadData if there was no training step.
 *
 * @param config the position of the epoch, and the clock
 * @category Metrics
 */
export function measured({
  phase,
  epoch,
  now,
  memory,
  last = false,
}: MeasuredConfig): OperatorFunction<
  EpochEvent,
  Exclude<EpochEvent, EvaluationResult> | EpochRow | PredictionSummary
> {
  return (source) =>
    defer(() => {
      const started = now();
      let trainLoss: number | null = null;
      let result: EvaluationResult | null = null;
      const row = (): Observable<EpochRow | PredictionSummary> => {
        if (trainLoss === null) return throwError(() => noStep(epoch));
        const epochRow: EpochRow = {
          _tag: 'EpochRow',
          phase,
          epoch,
          trainLoss,
          validLoss: result?.loss ?? null,
          scores: result?.scores ?? {},
          seconds: (now() - started) / 1000,
          memory: memory(),
        };
        return last && result !== null
          ? of(epochRow, predictionSummary(phase, 'valid', result))
          : of(epochRow);
      };
      return concat(
        source.pipe(
          tap((event) => {
            if (event._tag === 'Step') trainLoss = event.smoothLoss;
            if (event._tag === 'EvaluationResult') result = event;
          }),
          filter((event) => event._tag !== 'EvaluationResult'),
        ),
        defer(row),
      );
    });
}

const noStep = (epoch: number): MillraceError =>
  new MillraceError({
    _tag: 'BadData',
    where: `epoch ${epoch}`,
    expected: 'at least one full batch of usable pictures to train on',
    received: 'none',
    advice: 'Make the batch smaller or add pictures.',
  });
