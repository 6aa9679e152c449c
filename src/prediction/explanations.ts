import { concatMap, type OperatorFunction } from 'rxjs';
import {
  badOption,
  firstNames,
  MillraceError,
  requirePositiveInteger,
  type Explanation,
  type ExplanationOptions,
  type Image,
  type NotPredicted,
} from '../core/index.ts';
import { explainedBatch } from './explained-batch.ts';
import { prepared, type PreparationConfig } from './prepared.ts';

/** Options of {@link explanations}. */
export type ExplanationsConfig = ExplanationOptions & PreparationConfig;

/**
 * Explains where a saved model looks in each image, in order: {@link gradCam}. Images are prepared as in the model's
 * validation.
 *
 * ```text
 * source      -a-b-----(c|)    batches of 2: a and b, then c
 * output      ---(xy)--(z|)    x, z explanations; y the reason why b cannot be used
 * ```
 *
 * An image that cannot be used becomes a `NotPredicted` in its place. Holds the pixels of `prefetch` batches. Errors with
 * BadOption for an unknown stage, and if the source or the engine fails; throws BadOption for an unknown class, and unless
 * the numbers are in their ranges.
 *
 * @category Prediction
 */
export function explanations(
  config: ExplanationsConfig,
): OperatorFunction<Image, Explanation | NotPredicted> {
  const { predictor, batchSize = 8, label, stage, prefetch = 2 } = config;
  for (const [name, value] of Object.entries({ batchSize, prefetch }))
    requirePositiveInteger(`explanations ${name}`, value);
  const chosen = label === undefined ? null : indexOf(predictor.description.vocab, label);
  return (source) =>
    source.pipe(
      prepared({ ...config, batchSize }),
      concatMap((batch) => explainedBatch(batch, { predictor, chosen, stage })),
    );
}

function indexOf(vocab: readonly string[], label: string): number {
  const index = vocab.indexOf(label);
  if (index >= 0) return index;
  throw new MillraceError(
    badOption(
      'explanations label',
      `a class of the model: ${firstNames(vocab, 5)}`,
      JSON.stringify(label),
      'The description of the model lists all.',
    ),
  );
}
