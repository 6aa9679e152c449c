import { concatMap, map, of, type Observable, type OperatorFunction } from 'rxjs';
import {
  badOption,
  firstNames,
  MillraceError,
  requirePositiveInteger,
  type Capabilities,
  type Explanation,
  type Image,
  type NotPredicted,
} from '../core/index.ts';
import { chunked, eventLoopTurn, prefetch } from '../flow/index.ts';
import { explainedBatch } from './explained-batch.ts';
import type { Predictor } from './predictor.ts';
import { prepared } from './prepared.ts';

/**
 * What is explained of an image.
 *
 * @category Prediction
 */
export interface ExplanationOptions {
  /** Images per batch, from 1; 8 by default. */
  readonly batchSize?: number | undefined;
  /** The name of the class to explain; by default the most probable one of each image. */
  readonly label?: string | undefined;
  /** The stage of the network that is mapped; by default the last one, before the pooling. */
  readonly stage?: string | undefined;
}

/** Options of {@link explanations}. */
export interface ExplanationsConfig
  extends ExplanationOptions, Pick<Capabilities, 'decode'>, Partial<Pick<Capabilities, 'paused$'>> {
  /** Borrowed. */
  readonly predictor: Predictor;
  /** The maximum number of batches that exist at once, from 1; 2 by default, so that the next one loads meanwhile. */
  readonly prefetch?: number;
  /** Awaited before each batch, so that the event loop turns between two of them; tests pass `of(0)`. */
  readonly turn?: Observable<unknown>;
}

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
  const { predictor, decode, batchSize = 8, label, stage } = config;
  const { prefetch: depth = 2, paused$ = of(false), turn = eventLoopTurn } = config;
  for (const [name, value] of Object.entries({ batchSize, prefetch: depth }))
    requirePositiveInteger(`explanations ${name}`, value);
  const { item, batch } = predictor;
  const chosen = label === undefined ? null : indexOf(predictor.description.vocab, label);
  const pass = { split: 'valid', epoch: 0 } as const;
  return (source) =>
    source.pipe(
      chunked(batchSize),
      // The position of an image in its chunk tells where its explanation belongs.
      map((images, index) => ({
        chunk: images.map((image, position) => ({ ...image, index: position })),
        index,
      })),
      prefetch({ depth, paused$, turn }, ({ chunk, index }) =>
        prepared(chunk, { decode, item, batch, pass, index }),
      ),
      concatMap((each) => explainedBatch(each, { predictor, chosen, stage })),
    );
}

function indexOf(vocab: readonly string[], label: string): number {
  const index = vocab.indexOf(label);
  if (index >= 0) return index;
  throw new MillraceError(
    badOption('explanations label', `a class of the model: ${firstNames(vocab, 5)}`, JSON.stringify(label)),
  );
}
