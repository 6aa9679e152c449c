import { concatMap, from, lastValueFrom, toArray } from 'rxjs';
import type { Capabilities, ModelDescription } from '../../src/core/index.ts';
import { tf, type Tensor4D } from '../../src/engine/index.ts';
import { preparationOf, type Predictor } from '../../src/prediction/index.ts';
import { prepared } from '../../src/prediction/prepared.ts';

/** Images as a network receives them, before normalization. */
export interface PreparedImages {
  /** RGB in 0..1, `[N, H, W, 3]`. */
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/** Resolves with the images of the given files, prepared as Millrace does for a model of this description. */
export async function preparedImages(
  description: ModelDescription,
  files: readonly string[],
  decode: Capabilities['decode'],
): Promise<PreparedImages> {
  const { item, batch } = preparationOf({ description, weights: new Map() });
  // The network does not matter.
  const predictor = { item, batch } as Predictor;
  const batches = from(files.map((path, index) => ({ path, index }))).pipe(
    prepared({ predictor, decode, batchSize: 32 }),
    concatMap((batch) => {
      using owned = batch;
      if (owned.images === null || owned.skipped.length > 0) throw new Error('an image cannot be used');
      return [owned.images.dataSync<'float32'>().slice()];
    }),
    toArray(),
  );
  const parts = await lastValueFrom(batches, { defaultValue: [] });
  const values = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    values.set(part, offset);
    offset += part.length;
  }
  return { values, shape: [files.length, ...description.size, 3] };
}

/** Returns the first images normalized, owned by the caller. */
export const normalizedImages = (
  { values, shape }: PreparedImages,
  { normalization }: ModelDescription,
  count: number,
): Tensor4D =>
  tf.tidy(() => {
    const images = tf.tensor(values, [...shape]).slice(0, Math.min(count, Number(shape[0])));
    const { mean, std } = normalization ?? { mean: [0], std: [1] };
    return tf.div<Tensor4D>(tf.sub(images, mean), std);
  });
