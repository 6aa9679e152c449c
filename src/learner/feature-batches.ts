import { map, of, skip, type Observable } from 'rxjs';
import { withoutLoneImage } from '../batches/index.ts';
import { Batch, elementCount, type ImageFile, type ImageFiles } from '../core/index.ts';
import { tf, type Tensor4D } from '../engine/index.ts';
import { prefetch } from '../flow/index.ts';
import { trainChunks, type TrainEpochConfig } from './batches-of.ts';
import { sourceOf, type Features } from './gathered-features.ts';
import { untimed } from './step-profile.ts';

/**
 * Emits the training batches of an epoch as {@link trainBatches} does, with the features of the images in place of their
 * pixels: no image is decoded.
 *
 * An image without features is missing from its batch, and is not reported again. Each batch is owned by the consumer.
 *
 * @param features those of all training images that can be used
 * @param files the images
 * @param config the data and the epoch
 */
export const featureBatches = (
  features: Features,
  files: ImageFiles,
  config: TrainEpochConfig,
): Observable<Batch<Tensor4D>> => {
  const { firstStep = 0, timed = untimed, world } = config;
  return trainChunks(files, config).pipe(
    skip(firstStep),
    // Nothing loads meanwhile: one batch at a time, with a turn of the event loop before each.
    prefetch({ depth: 1, paused$: world.paused$ }, (chunk, index) =>
      of(chunk).pipe(
        timed(
          'gathered',
          map((images) =>
            batchOf(features, images, { ...config, index: firstStep + index, vocab: files.vocab }),
          ),
        ),
      ),
    ),
  );
};

interface FeatureBatchConfig extends Pick<TrainEpochConfig, 'data' | 'batchNorm'>, Pick<ImageFiles, 'vocab'> {
  /** Position of the batch in its epoch, from 0. */
  readonly index: number;
}

/** Returns the batch of images, of those that have features. */
function batchOf(
  features: Features,
  chunk: readonly ImageFile[],
  { data, batchNorm = false, index, vocab }: FeatureBatchConfig,
): Batch<Tensor4D> {
  const usable = chunk.flatMap((file) => {
    const row = features.rows.get(sourceOf(file));
    return row === undefined ? [] : [{ file, row }];
  });
  const both = { left: [], right: usable };
  const { left: skipped, right } = batchNorm ? withoutLoneImage(both) : both;
  const targets = right.map(({ file }) => file.target);
  return new Batch({
    images:
      right.length === 0
        ? null
        : tensorOf(
            features,
            right.map(({ row }) => row),
          ),
    targets: data.task.collate(targets, vocab.length),
    files: right.map(({ file }) => file),
    skipped,
    index,
  });
}

/** Returns rows as a tensor `[N, …]`, of as many dimensions as the features have. */
function tensorOf({ values, shape }: Features, rows: readonly number[]): Tensor4D {
  const length = elementCount(shape);
  const gathered = new Float32Array(rows.length * length);
  rows.forEach((row, i) => {
    gathered.set(values.subarray(row * length, (row + 1) * length), i * length);
  });
  return tf.tensor(gathered, [rows.length, ...shape] as [number, number, number, number], 'float32');
}
