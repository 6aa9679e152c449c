import type { Either } from 'fp-ts/lib/Either.js';
import { map, type OperatorFunction } from 'rxjs';
import {
  Batch,
  brokenInvariant,
  MillraceError,
  type Item,
  type ItemError,
  type Targets,
} from '../core/index.ts';
import { fromBytes, tf, type Tensor4D } from '../engine/index.ts';
import { toSeparated } from '../flow/index.ts';
import { singleLabel, type Task } from '../nn/for-inference.ts';
import { withoutLoneImage } from './without-lone-image.ts';

/** Options of {@link collated}. */
export interface CollatedConfig {
  /** Position of the batch in its epoch, from 0. */
  readonly index: number;
  /** What the network recognizes; one class per image by default. */
  readonly task?: Task;
  /** Number of classes; needed only if images have several labels. */
  readonly classes?: number;
  /**
   * Whether a network with batch norm is trained on the batch. It learns nothing from a single image, so the only usable
   * image of a batch is skipped too. False by default.
   */
  readonly batchNorm?: boolean;
}

/**
 * Collates the images of one batch into a tensor `[N, H, W, 3]` of values in 0..1, with their labels: fastai's default
 * collation followed by IntToFloatTensor.
 *
 * ```text
 * source      -a-b-(c|)    a, c images; b a bad image
 * output      -----(x|)    x = the batch of a and c, with b in `skipped`, and in `damaged` those with `damage`
 * ```
 *
 * Emits exactly one batch, owned by the consumer, when the source completes; holds all pixels until then. Without a
 * usable image, `images` is null. Errors with BrokenInvariant if images differ in size.
 *
 * @param config the position of the batch, the task, and whether the batch needs two images
 * @category Batches
 */
export const collated =
  ({
    index,
    task = singleLabel(),
    classes = 0,
    batchNorm = false,
  }: CollatedConfig): OperatorFunction<Either<ItemError, Item>, Batch<Tensor4D>> =>
  (source) =>
    source.pipe(
      toSeparated(),
      map((both) => (batchNorm ? withoutLoneImage(both) : both)),
      map(
        ({ left: skipped, right: items }) =>
          new Batch({
            images: imagesOf(items),
            targets: targetsOf(items, task, classes),
            files: items.map(({ file }) => file),
            skipped,
            damaged: items.flatMap(({ file, damage: reason }) =>
              reason === undefined ? [] : [{ file, reason }],
            ),
            index,
          }),
      ),
    );

/** Returns the labels of images; `NoTargets` if one of them has none. */
function targetsOf(items: readonly Item[], task: Task, classes: number): Targets {
  const targets = items.flatMap(({ file: { target } }) => (target === undefined ? [] : [target]));
  return targets.length < items.length
    ? { _tag: 'NoTargets', count: items.length }
    : task.collate(targets, classes);
}

/** Uploads bytes, a quarter of the size of floats, and divides on the device. */
function imagesOf(items: readonly Item[]): Tensor4D | null {
  const [first] = items;
  if (first === undefined) return null;
  const { height, width } = first.pixels;
  const bytesEach = height * width * 3;
  const bytes = new Uint8Array(items.length * bytesEach);
  items.forEach(({ file, pixels }, i) => {
    if (pixels.height !== height || pixels.width !== width)
      throw new MillraceError(
        brokenInvariant(
          file.path,
          `${height}×${width} pixels (height × width), like ${first.file.path} in the same batch`,
          `${pixels.height}×${pixels.width}`,
          'Add an item transform that brings all images to one size, such as resize(460).',
        ),
      );
    bytes.set(pixels.data, i * bytesEach);
  });
  return tf.tidy(() => tf.div<Tensor4D>(fromBytes(bytes, [items.length, height, width, 3]), 255));
}
