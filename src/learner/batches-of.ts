import { defaultIfEmpty, from, map, of, take, type Observable } from 'rxjs';
import { batchStats, batchTransformed, collated, normalize } from '../batches/index.ts';
import type { Batch, Capabilities, ImageFile, ImageFiles, Rng, Split } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import { shuffle, shuffled } from '../files/index.ts';
import { chunked, prefetch } from '../flow/index.ts';
import { decoded } from '../items/index.ts';
import type { ImageData } from './image-data.ts';

/** What the batches of an epoch depend on. */
export interface EpochConfig {
  readonly world: Pick<Capabilities, 'decode'>;
  readonly data: ImageData;
  readonly split: Split;
  /** Keyed by the run's seed and by the phase. */
  readonly rng: Rng;
  readonly epoch: number;
}

/** Pictures in order → augmented batches: the pipeline from files to steps. */
function batchesOf(
  chunks: Observable<readonly ImageFile[]>,
  { world: { decode }, data, split, rng, epoch }: EpochConfig,
): Observable<Batch<Tensor4D>> {
  const { item, batch, prefetch: depth = 2, decoders: concurrency = 8 } = data;
  return chunks.pipe(
    prefetch({ depth }, (files, index) =>
      from(files).pipe(
        decoded({ decode, transforms: item, split, rng, epoch, concurrency }),
        collated({ index }),
      ),
    ),
    batchTransformed({ transforms: batch, split, rng, epoch }),
  );
}

/** The training batches of an epoch: shuffled, the last short one dropped, as fastai does. */
export const trainBatches = (
  { train }: ImageFiles,
  config: Omit<EpochConfig, 'split'>,
): Observable<Batch<Tensor4D>> =>
  batchesOf(
    from(train).pipe(shuffled(config.rng, config.epoch), chunked(config.data.batchSize, { dropLast: true })),
    { ...config, split: 'train' },
  );

/** The data with normalization by its first training batch behind the batch transforms, where that is asked for. */
export function normalizedByBatch(
  files: ImageFiles,
  { data, rng, ...config }: Omit<EpochConfig, 'split' | 'epoch'>,
): Observable<ImageData> {
  if (data.normalizeByBatch !== true) return of(data);
  const first = { ...files, train: shuffle(files.train, rng.at('statistics'), 0).slice(0, data.batchSize) };
  return trainBatches(first, { ...config, data, rng: rng.at('statistics'), epoch: 0 }).pipe(
    take(1),
    map((batch) => {
      using owned = batch;
      if (owned.images === null) return data;
      return { ...data, batch: [...data.batch, normalize(batchStats(owned.images))] };
    }),
    defaultIfEmpty(data),
  );
}

/** The validation batches: in order, the last one as short as it is. */
export const validBatches = (
  { valid }: ImageFiles,
  config: Omit<EpochConfig, 'split'>,
): Observable<Batch<Tensor4D>> =>
  batchesOf(from(valid).pipe(chunked(config.data.batchSize)), { ...config, split: 'valid' });
