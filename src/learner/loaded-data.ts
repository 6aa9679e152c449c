import { concatMap, defaultIfEmpty, map, of, take, tap, type Observable } from 'rxjs';
import { batchStats, normalize } from '../batches/index.ts';
import {
  badData,
  MillraceError,
  type Capabilities,
  type ChannelStats,
  type ImageFiles,
  type Rng,
} from '../core/index.ts';
import { shuffle } from '../files/index.ts';
import { trainBatches } from './batches-of.ts';
import { checkVocab } from './check-vocab.ts';
import type { ImageData } from './image-data.ts';

/** Data whose images are listed and whose statistics are known. */
export interface LoadedData {
  readonly data: ImageData;
  readonly files: ImageFiles;
}

/** Options of {@link loadedData}. */
export interface LoadedDataConfig {
  readonly world: Capabilities;
  /** Keyed by the run's seed. */
  readonly rng: Rng;
  /** The classes of an existing model; data with other classes is rejected. */
  readonly vocab?: readonly string[];
}

/**
 * Lists the images and emits the data; with `normalizeByBatch`, first computes channel statistics from the first training
 * batch.
 *
 * Errors with BadData if the images have other classes than `vocab`, or if there is no usable training batch for
 * statistics; also errors as `data.files` does.
 *
 * @param data the description of the data
 * @param config the capabilities and random numbers of the run
 * @category Batches
 */
export const loadedData = (
  data: ImageData,
  { world, rng, vocab }: LoadedDataConfig,
): Observable<LoadedData> =>
  data.files.pipe(
    take(1),
    tap((files) => {
      if (vocab !== undefined) checkVocab(vocab, files.vocab);
    }),
    concatMap((files) =>
      data.normalizeByBatch === true
        ? firstBatchStats(data, files, world, rng).pipe(
            map((stats) => ({ data: withNormalization(data, stats), files })),
          )
        : of({ data, files }),
    ),
  );

/** Computes statistics as fastai's Normalize() does: from the first training batch, after the batch transforms. */
const firstBatchStats = (
  data: ImageData,
  files: ImageFiles,
  world: Capabilities,
  rng: Rng,
): Observable<ChannelStats | null> => {
  const place = rng.at('statistics');
  const first = { ...files, train: shuffle(files.train, place, 0).slice(0, data.batchSize) };
  return trainBatches(first, { world, data, rng: place, epoch: 0 }).pipe(
    take(1),
    map((batch) => {
      using owned = batch;
      return owned.images === null ? null : batchStats(owned.images);
    }),
    defaultIfEmpty(null),
  );
};

function withNormalization(data: ImageData, stats: ChannelStats | null): ImageData {
  if (stats === null)
    throw new MillraceError(
      badData(
        'normalizeByBatch',
        'a full training batch with a usable image',
        'none',
        'Use a smaller --batch-size or --normalize imagenet.',
      ),
    );
  return { ...data, normalizeByBatch: false, batch: [...data.batch, normalize(stats)] };
}
