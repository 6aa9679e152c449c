import type { Either } from 'fp-ts/Either';
import { map, type OperatorFunction } from 'rxjs';
import { Batch, MillraceError, type Item, type ItemError } from '../core/index.ts';
import { fromBytes, tf, type Tensor4D } from '../engine/index.ts';
import { toSeparated } from '../flow/index.ts';

/**
 * Gathers the pictures of one batch into a tensor [N, H, W, 3] of values 0..1, and their classes.
 *
 * ```
 * source      -a-b-(c|)   a, c pictures, b a bad one
 * output      -----(x|)   x of two pictures; b among its skipped
 * ```
 *
 * Emits exactly one batch, its consumer's, when the source completes; of no usable picture, one without images. Errors
 * with BrokenInvariant where the pictures have different sizes.
 *
 * @param index position of the batch in its epoch
 */
export const collated =
  ({ index }: { readonly index: number }): OperatorFunction<Either<ItemError, Item>, Batch<Tensor4D>> =>
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

/** Uploaded as bytes: a quarter of the floats. */
function imagesOf(items: readonly Item[]): Tensor4D | null {
  const [first] = items;
  if (first === undefined) return null;
  const { height, width } = first.pixels;
  const each = height * width * 3;
  const bytes = new Uint8Array(items.length * each);
  items.forEach(({ file, pixels }, i) => {
    if (pixels.height !== height || pixels.width !== width)
      throw new MillraceError({
        _tag: 'BrokenInvariant',
        where: file.path,
        expected: `${height}×${width} pixels as the pictures before it in the batch`,
        received: `${pixels.height}×${pixels.width}`,
        advice: 'Add an item transform that gives all pictures one size, such as resize(460).',
      });
    bytes.set(pixels.data, i * each);
  });
  return tf.tidy(() => tf.div<Tensor4D>(fromBytes(bytes, [items.length, height, width, 3]), 255));
}
