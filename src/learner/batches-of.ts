import { from, skip, type Observable } from 'rxjs';
import { batchTransformed, batchTransforms, collated } from '../batches/index.ts';
import type { Batch, Capabilities, ImageFile, ImageFiles, Rng, Split } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import { balanced, shuffled } from '../files/index.ts';
import { chunked, prefetch, sharded } from '../flow/index.ts';
import { cached, decoded } from '../items/index.ts';
import type { LoadedImageData } from './image-data.ts';
import { untimed, type Timed } from './step-profile.ts';

/** Options of {@link trainBatches} and {@link validBatches}. */
export interface EpochConfig {
  readonly world: Pick<Capabilities, 'decode' | 'itemStore' | 'paused$' | 'collective'>;
  readonly data: LoadedImageData;
  readonly split: Split;
  /** Keyed by the run's seed and by the phase. */
  readonly rng: Rng;
  /** Position of the epoch, or of the pass of test-time augmentation, from 0. */
  readonly epoch: number;
  /** The position of the first batch to load, from 0; 0 by default. */
  readonly firstStep?: number;
  /** The key of the draws for a whole batch; by default its position. */
  readonly batchKey?: number;
  /** Whether a network with batch norm is trained on the batches; false by default. See {@link collated}. */
  readonly batchNorm?: boolean;
  /** Wraps the operators to measure them; none are measured by default. */
  readonly timed?: Timed;
}

/** Loads each chunk as one batch: decodes and transforms the images, collates them and transforms the batch. */
function batchesOf(
  chunks: Observable<readonly ImageFile[]>,
  { vocab }: ImageFiles,
  config: EpochConfig,
): Observable<Batch<Tensor4D>> {
  const { world, data, split, rng, epoch, batchKey, firstStep = 0 } = config;
  const { batchNorm = false, timed = untimed } = config;
  const { decode, itemStore, paused$ } = world;
  const { item, task, cache, prefetch: depth = 2, decoders } = data;
  const plan = { transforms: item, split, rng, epoch };
  const decoding = decoded({ ...plan, decode, concurrency: decoders });
  const items = cache === undefined ? decoding : cached({ ...plan, store: itemStore(cache) }, decoding);
  return chunks.pipe(
    skip(firstStep),
    prefetch({ depth, paused$ }, (files, index) =>
      from(files).pipe(
        items,
        timed('collated', collated({ index: firstStep + index, task, classes: vocab.length, batchNorm })),
      ),
    ),
    timed(
      'batchTransformed',
      batchTransformed({ transforms: batchTransforms(data), split, rng, epoch, batchKey }),
    ),
  );
}

/** Options of {@link trainBatches}. */
export type TrainEpochConfig = Omit<EpochConfig, 'split'>;

/**
 * Emits the training batches of an epoch: shuffled or, for balanced data, drawn equally often from each class; decoded and
 * transformed, without a short last batch. Of several processes that train together, each gets its share of every batch.
 *
 * Each batch is owned by the consumer.
 *
 * @param files the images
 * @param config the data and the epoch
 * @category Batches
 */
export const trainBatches = (files: ImageFiles, config: TrainEpochConfig): Observable<Batch<Tensor4D>> =>
  batchesOf(trainChunks(files, config), files, { ...config, split: 'train' });

/** Emits the images of each training batch of an epoch, or the share of this process. */
export const trainChunks = (
  { train }: ImageFiles,
  { rng, epoch, data, world }: Pick<EpochConfig, 'rng' | 'epoch' | 'data' | 'world'>,
): Observable<readonly ImageFile[]> =>
  from(train).pipe(
    data.balanced === true ? balanced(rng, epoch) : shuffled(rng, epoch),
    chunked(data.batchSize, { dropLast: true }),
    sharded(world.collective),
  );

/**
 * Emits every training image once, in the order of the list, in batches that include a short last one; of several
 * processes, each gets its share of every batch. The transforms are those of training.
 */
export const listedTrainBatches = (
  files: ImageFiles,
  config: Omit<TrainEpochConfig, 'epoch'>,
): Observable<Batch<Tensor4D>> =>
  batchesOf(from(files.train).pipe(chunked(config.data.batchSize), sharded(config.world.collective)), files, {
    ...config,
    epoch: 0,
    split: 'train',
  });

/**
 * Emits the validation batches in order, including a short last one; of several processes, each gets its share of every batch.
 *
 * Split `train` augments them as in training, for test-time augmentation. Each batch is owned by the consumer.
 *
 * @param files the images
 * @param config the data and the epoch; `split` is `valid` by default
 * @category Batches
 */
export const validBatches = (
  files: ImageFiles,
  { split = 'valid', ...config }: Omit<EpochConfig, 'split'> & { readonly split?: Split },
): Observable<Batch<Tensor4D>> =>
  batchesOf(from(files.valid).pipe(chunked(config.data.batchSize), sharded(config.world.collective)), files, {
    ...config,
    split,
  });
