import type { OperatorFunction } from 'rxjs';
import { brokenInvariant, MillraceError, type CombineOptions } from '../core/index.ts';
import { mapAccum } from '../flow/index.ts';
import { combinePredictions, type Predictions } from '../nn/index.ts';
import type { PredictionResult } from './predicted.ts';

/** The combined predictions of test-time augmentation, with the labels of the images. */
export interface TtaResult extends Omit<PredictionResult, '_tag'> {
  readonly _tag: 'TtaResult';
  /** Probabilities `[N, C]` of the pass with validation transforms. */
  readonly centre: Predictions;
}

/**
 * Combines passes over the same images into one result: the augmented passes come first, and the pass with validation
 * transforms (the centre) comes last (fastai's Learner.tta).
 *
 * ```text
 * source      -s-p-s-q-|     s progress; p an augmented pass, q the centre
 * output      -s---s---(r|)  r = 0.75 · p + 0.25 · q
 * ```
 *
 * Errors with BrokenInvariant if there are fewer than two passes, or if their images differ.
 *
 * @category Training and evaluation steps
 */
export const ttaCombined = <S extends { readonly _tag: string }>(
  options: CombineOptions = {},
): OperatorFunction<S | PredictionResult, S | TtaResult> =>
  mapAccum<S | PredictionResult, readonly PredictionResult[], S | TtaResult>(
    () => [],
    (passes, event) => (isPredictions(event) ? [[...passes, event], []] : [passes, [event]]),
    (passes) => [combinePasses(passes, options)],
  );

const isPredictions = (event: { readonly _tag: string }): event is PredictionResult =>
  event._tag === 'PredictionResult';

const pathsOf = ({ files }: PredictionResult): string => files.map(({ path }) => path).join('\n');

function combinePasses(passes: readonly PredictionResult[], options: CombineOptions): TtaResult {
  const centre = passes.at(-1);
  if (centre === undefined || passes.length < 2)
    throw new MillraceError(
      brokenInvariant('ttaCombined', 'at least one augmented pass, then the centre', `${passes.length}`),
    );
  if (passes.some((pass) => pathsOf(pass) !== pathsOf(centre)))
    throw new MillraceError(
      brokenInvariant(
        'ttaCombined',
        'passes over the same images',
        `different images (${passes.map(({ files }) => files.length).join(', ')})`,
      ),
    );
  const augmented = passes.slice(0, -1).map(({ predictions }) => predictions);
  return {
    ...centre,
    _tag: 'TtaResult',
    predictions: combinePredictions(augmented, centre.predictions, options),
    centre: centre.predictions,
  };
}
