import { from, type Observable } from 'rxjs';
import { batchTransformed, collated } from '../batches/index.ts';
import type { Batch, Capabilities, Image } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import { decoded } from '../items/index.ts';
import { TTA_BATCH_KEY, ttaRng, type PredictionPass } from './prediction-pass.ts';
import type { Predictor } from './predictor.ts';

/** Options of {@link prepared}. */
export interface PreparedConfig extends Pick<Capabilities, 'decode'>, Pick<Predictor, 'item' | 'batch'> {
  readonly pass: PredictionPass;
  /** The position of the batch, from 0. */
  readonly index: number;
}

/**
 * Emits images as one batch, prepared as the model was trained: decoded, transformed, normalized. Images that cannot be
 * used are in its `skipped`.
 *
 * The batch is owned by the consumer.
 */
export const prepared = (
  images: readonly Image[],
  { decode, item, batch, pass, index }: PreparedConfig,
): Observable<Batch<Tensor4D>> => {
  const plan = { ...pass, rng: ttaRng };
  return from(images).pipe(
    decoded({ ...plan, decode, transforms: item }),
    collated({ index }),
    batchTransformed({ ...plan, transforms: batch, batchKey: TTA_BATCH_KEY }),
  );
};
