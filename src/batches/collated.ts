import type { Either } from 'fp-ts/Either';
import { map, type OperatorFunction } from 'rxjs';
import { Batch, MillraceError, type Item, type ItemError } from '../core/index.ts';
import { fromBytes, tf, type Tensor4D } from '../engine/index.ts';
import { toSeparated } from '../flow/index.ts';

/** Which batch it is. */
export interface CollatedConfig {
  /** The batch's position in its epoch, from 0. */
  readonly index: number;
}

/**
 * Gathers the pictures of one batch into a tensor [N, H, W, 3] of values 0..1, and their classes: fastai's default
 * collation followed by IntToFloatTensor.
 *
 * ```
 * source      -a-b-(c|)    a, c pictures, b a bad one
 * output      -----(x|)    x = the batch of a and c, b among its skipped
 * ```
 *
 * Emits exactly one batch, its consumer's, when the source completes; without a usable picture its images are null.
 * Errors with BrokenInvariant where pictures differ in size. Holds the pixels of one batch until then.
 */
export const collated =
  ({ index }: CollatedConfig): OperatorFunction<Either<ItemError, Item>, Batch<Tensor4D>> =>
  (source) =>
    source.pipe(
      toSeparated(),
      map(
        ({ left: skipped, right: items }) =>
          new Batch({
            images: imagesOf(items),
            targets: { _tag: 'ClassTargets', classes: Int32Array.from(items, ({ file }) => file.target) },
            files: items.map(({ file }) => file),
            skipped,
            index,
          }),
      ),
    );

/** Uploaded as bytes, a quarter of the floats, and divided there. */
function imagesOf(items: readonly Item[]): Tensor4D | null {
  const [first] = items;
  if (first === undefined) return null;
  const { height, width } = first.pixels;
  const bytesEach = height * width * 3;
  const bytes = new Uint8Array(items.length * bytesEach);
  items.forEach(({ file, pixels }, i) => {
    if (pixels.height !== height || pixels.width !== width)
      throw new MillraceError({
        _tag: 'BrokenInvariant',
        where: file.path,
        expected: `${height}×${width} pixels (height × width), as ${first.file.path} of the same batch has`,
        received: `${pixels.height}×${pixels.width}`,
        advice: 'Add an item transform that brings all pictures to one size, such as resize(460).',
      });
    bytes.set(pixels.data, i * bytesEach);
  });
  return tf.tidy(() => tf.div<Tensor4D>(fromBytes(bytes, [items.length, height, width, 3]), 255));
}
