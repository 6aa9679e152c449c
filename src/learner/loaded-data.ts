import { concatMap, defer, map, of, take, tap, throwIfEmpty, type Observable } from 'rxjs';
import { batchStats } from '../batches/index.ts';
import {
  badData,
  badOption,
  isMultiLabel,
  MillraceError,
  type Capabilities,
  type ChannelStats,
  type ImageFiles,
  type Rng,
} from '../core/index.ts';
import { shuffle } from '../files/index.ts';
import { alone } from '../flow/index.ts';
import { defaultTask, type Task } from '../nn/index.ts';
import { trainBatches } from './batches-of.ts';
import { checkVocab } from './check-vocab.ts';
import type { ImageData, LoadedImageData } from './image-data.ts';
import { sameFiles } from './same-files.ts';
import { requireShares } from './steps-per-epoch.ts';

/** Data whose images are listed and whose statistics are known. */
export interface LoadedData {
  readonly data: LoadedImageData;
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
 * Lists the images and emits the data; with normalization `batch`, first computes channel statistics from the first
 * training batch. Of several processes that train together, all must find the same images.
 *
 * Errors with BadOption if the processes cannot share the batches equally; with BadData if their images differ, if the
 * images have other classes than `vocab`, or if there is no usable training batch for statistics; also errors as `data.files`
 * does.
 *
 * @param data the description of the data
 * @param config the capabilities and random numbers of the run
 * @category Batches
 */
export const loadedData = (
  data: ImageData,
  { world, rng, vocab }: LoadedDataConfig,
): Observable<LoadedData> =>
  defer(() => {
    requireShares(data, world.collective);
    return data.files;
  }).pipe(
    take(1),
    tap((files) => {
      if (vocab !== undefined) checkVocab(vocab, files.vocab);
    }),
    concatMap((files) => sameFiles(files, world.collective).pipe(map(() => files))),
    concatMap((files) => {
      const task = taskFor(data, files);
      const { normalization } = data;
      const known =
        normalization === 'batch' ? firstBatchStats({ ...data, task }, files, world, rng) : of(normalization);
      return known.pipe(map((stats) => ({ data: { ...data, task, normalization: stats }, files })));
    }),
  );

/** Returns the task of the data. Throws BadOption if images have several labels, but the task is one class per image. */
function taskFor({ task: given }: ImageData, files: ImageFiles): Task {
  const task = (typeof given === 'function' ? given(files) : given) ?? defaultTask(files);
  if (isMultiLabel(files) && task.description.kind === 'single-label')
    throw new MillraceError(
      badOption('imageData task', 'multiLabel(): the images have lists of labels', 'singleLabel()'),
    );
  return task;
}

/** Computes statistics as fastai's Normalize() does: from the first training batch, after the batch transforms. */
const firstBatchStats = (
  data: ImageData & Pick<LoadedImageData, 'task'>,
  files: ImageFiles,
  world: Capabilities,
  rng: Rng,
): Observable<ChannelStats> => {
  const place = rng.at('statistics');
  const first = { ...files, train: shuffle(files.train, place, 0).slice(0, data.batchSize) };
  const plain = { ...data, normalization: null };
  // Every process computes those of the whole batch.
  return trainBatches(first, {
    world: { ...world, collective: alone },
    data: plain,
    rng: place,
    epoch: 0,
  }).pipe(
    take(1),
    concatMap((batch) => {
      using owned = batch;
      return owned.images === null ? [] : [batchStats(owned.images)];
    }),
    throwIfEmpty(
      () =>
        new MillraceError(
          badData(
            "normalization 'batch'",
            'a full training batch with a usable image',
            'none',
            'Use a smaller --batch-size or --normalize imagenet.',
          ),
        ),
    ),
  );
};
