import { concatMap, from, of, type Observable, type OperatorFunction } from 'rxjs';
import { batchTransformed, collated } from '../batches/index.ts';
import type { Batch, Capabilities, Image } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import { chunked, eventLoopTurn, prefetch } from '../flow/index.ts';
import { decoded } from '../items/index.ts';
import { predictionPasses, TTA_BATCH_KEY, ttaRng, withTtaKey } from './prediction-pass.ts';
import type { Predictor } from './predictor.ts';

/** The model that images are prepared for, and how they are loaded. */
export interface PreparationConfig
  extends Pick<Capabilities, 'decode'>, Partial<Pick<Capabilities, 'paused$'>> {
  /** Borrowed. */
  readonly predictor: Predictor;
  /** The maximum number of batches that exist at once, from 1; 2 by default, so that the next one loads meanwhile. */
  readonly prefetch?: number;
  /** Awaited before each batch, so that the event loop turns between two of them; tests pass `of(0)`. */
  readonly turn?: Observable<unknown>;
}

/** Options of {@link prepared}. */
export interface PreparedConfig extends PreparationConfig {
  /** Images per batch, from 1. */
  readonly batchSize: number;
  /** The number of augmented copies of each batch, from 0; 0 by default. */
  readonly augmented?: number;
}

/**
 * Prepares images as the model was trained: batches them, decodes, transforms and normalizes each batch. Augmented copies of a
 * batch come before the one with the transforms of validation.
 *
 * ```text
 * source      -a-b-----(c|)    batches of 2, one augmented copy each
 * output      ---(xy)--(zw|)   x, z augmented; y, w as in validation
 * ```
 *
 * The `index` of a file is its position in its batch, from 0; images that cannot be used are in `skipped`. A batch is owned by
 * the consumer, and the next one loads when it is released. Errors only if the source, the decoder or the engine fails.
 */
export const prepared =
  ({
    predictor: { item, batch },
    decode,
    batchSize,
    augmented = 0,
    prefetch: depth = 2,
    paused$ = of(false),
    turn = eventLoopTurn,
  }: PreparedConfig): OperatorFunction<Image, Batch<Tensor4D>> =>
  (source) =>
    source.pipe(
      chunked(batchSize),
      concatMap((images, index) => {
        const chunk = images.map((image, position) => withTtaKey({ ...image, index: position }));
        return predictionPasses(augmented).map((pass) => ({ chunk, pass, index }));
      }),
      prefetch({ depth, paused$, turn }, ({ chunk, pass, index }) => {
        const plan = { ...pass, rng: ttaRng };
        return from(chunk).pipe(
          decoded({ ...plan, decode, transforms: item }),
          collated({ index }),
          batchTransformed({ ...plan, transforms: batch, batchKey: TTA_BATCH_KEY }),
        );
      }),
    );
