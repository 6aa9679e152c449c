import { concatMap, defer, range, type Observable } from 'rxjs';
import { bookDefaults } from '../../pipelines/options.ts';
import { trainingData } from '../../pipelines/training-data.ts';
import { imagenetStats } from '../../src/batches/index.ts';
import { Batch, type Capabilities } from '../../src/core/index.ts';
import type { Tensor4D } from '../../src/engine/index.ts';
import type { LoadedImageData } from '../../src/learner/index.ts';
import { architectures, singleLabel, type Architecture } from '../../src/nn/index.ts';
import type { Setting } from './settings.ts';

/** The images of a worker of Millrace. */
export interface WorkerImages extends Pick<Setting, 'size' | 'item' | 'batch'> {
  readonly data: string;
  readonly limit: number;
}

/** Returns the book's data block for the images, without a cache. */
export const dataOf = (
  { data, limit, size, item, batch }: WorkerImages,
  world: Capabilities,
): LoadedImageData => ({
  ...trainingData(world, {
    ...bookDefaults,
    data,
    limit,
    size,
    itemSize: item,
    batchSize: batch,
    cache: 'none',
  }),
  normalization: imagenetStats,
  task: singleLabel(),
});

export const architectureOf = (name: string): Architecture => {
  const found = architectures[name];
  if (found === undefined) throw new Error(`no architecture named ${name}`);
  return found;
};

/** Emits the same images as many batches; each owns a clone of them. */
export const sameBatches = (images: Tensor4D, steps: number): Observable<Batch<Tensor4D>> => {
  const size = images.shape[0];
  return range(0, steps).pipe(
    concatMap((index) =>
      defer(() => [
        new Batch({
          images: images.clone(),
          targets: { _tag: 'ClassTargets', classes: Int32Array.from({ length: size }, (_, i) => i % 10) },
          files: Array.from({ length: size }, (_, i) => ({ path: `${i}`, index: i, target: i % 10 })),
          skipped: [],
          index,
        }),
      ]),
    ),
  );
};

/** The position of the steps, and the clock. */
export const place = {
  now: () => performance.now(),
  residentBytes: () => process.memoryUsage.rss(),
  phase: 0,
  epoch: 0,
};
