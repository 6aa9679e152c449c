import { concat, concatMap, ignoreElements, of, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import type { Capabilities, PredictedImage } from '../core/index.ts';
import { predictionsCsv } from '../metrics/index.ts';

/** Options of {@link predictionsSaved}. */
export interface PredictionsSavedConfig extends Pick<Capabilities, 'saveText'> {
  /** The names of the classes. */
  readonly vocab: readonly string[];
}

/**
 * Writes the predictions of each evaluation into the run folder, as predictions.csv, before its result is emitted.
 *
 * ```text
 * source      -x-r|         x progress; r a result
 * write       --|           takes 2 ms
 * output      -x---(r|)
 * ```
 *
 * Errors with WriteFailed.
 *
 * @category Training and evaluation steps
 */
export const predictionsSaved = <E extends { readonly _tag: string }>(
  config: PredictionsSavedConfig,
): MonoTypeOperatorFunction<E> =>
  concatMap((event) =>
    hasPredictions(event) ? concat(savePredictions(event.predictions, config), of(event)) : of(event),
  );

/** Writes predictions.csv, and completes. */
export const savePredictions = (
  predictions: readonly PredictedImage[],
  { saveText, vocab }: PredictionsSavedConfig,
): Observable<never> =>
  saveText('predictions.csv', predictionsCsv(predictions, vocab)).pipe(ignoreElements());

const hasPredictions = (event: {
  readonly _tag: string;
}): event is { readonly _tag: string; readonly predictions: readonly PredictedImage[] } =>
  event._tag === 'EvaluationResult';
