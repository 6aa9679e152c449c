import { of } from 'rxjs';
import type { SavedModel } from '../../src/core/index.ts';
import { preparationOf } from '../../src/prediction/index.ts';
import { prepared } from '../../src/prediction/prepared.ts';
import type { Predictor } from '../../src/prediction/predictor.ts';
import { createWorld } from '../../src/world.ts';
import { collect } from '../support/collect.ts';

/** Returns image files as Millrace prepares them in validation, before normalization: RGB in 0..255, rows from the top. */
export async function productPixels(
  model: SavedModel,
  paths: readonly string[],
  runFolder: string,
): Promise<readonly Float32Array[]> {
  const { item, batch } = preparationOf(model);
  // Nothing is predicted.
  const predictor = { item, batch } as unknown as Predictor;
  const { decode } = createWorld({ runFolder });
  const pixels: Float32Array[] = [];
  for (const path of paths) {
    const [only] = await collect(of({ path, index: 0 }).pipe(prepared({ predictor, decode, batchSize: 1 })));
    const images = only?.images ?? null;
    if (images === null) throw new Error(`${path} was not decoded`);
    pixels.push(images.dataSync<'float32'>().map((value) => 255 * value));
    images.dispose();
  }
  return pixels;
}
