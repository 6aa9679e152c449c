import type { Box, ChannelStats } from '../../core/index.ts';
import { compile, randomNormal, tf, type Tensor, type Tensor4D } from '../../engine/index.ts';

/** A box of an image that noise replaces. */
export interface ErasedBox extends Box {
  /** The seeds of the noise, two 32-bit integers. */
  readonly seeds: readonly [number, number];
}

/**
 * Replaces a box of each image by normal noise, limited to 0..1: `[N, H, W, C]` (borrowed) → the same shape, owned by the
 * caller.
 *
 * @param boxes [N], inside the image; null for images that do not change
 * @param stats the mean and standard deviation of the noise of each channel
 */
export function eraseBoxes(
  images: Tensor4D,
  boxes: readonly (ErasedBox | null)[],
  { mean, std }: ChannelStats,
): Tensor4D {
  const [count, height, width, channels] = images.shape;
  const isErased = (box: ErasedBox | null): box is ErasedBox => box !== null && box.height * box.width > 0;
  if (!boxes.some(isErased)) return images.clone();
  const insideOf = (side: number, rangeOf: (box: ErasedBox) => readonly [first: number, length: number]) => {
    const inside = new Float32Array(count * side);
    boxes.forEach((box, i) => {
      if (!isErased(box)) return;
      const [first, length] = rangeOf(box);
      inside.fill(1, i * side + first, i * side + first + length);
    });
    return inside;
  };
  return tf.tidy(() => {
    const none = tf.zeros([height, width, channels]);
    const noise = boxes.map((box) => {
      if (!isErased(box)) return none;
      const values = randomNormal([box.height, box.width, channels], box.seeds);
      return tf.pad(values, [
        [box.top, height - box.top - box.height],
        [box.left, width - box.left - box.width],
        [0, 0],
      ]);
    });
    const rows = tf.tensor4d(
      insideOf(height, ({ top, height: length }) => [top, length]),
      [count, height, 1, 1],
    );
    const columns = tf.tensor4d(
      insideOf(width, ({ left, width: length }) => [left, length]),
      [count, 1, width, 1],
    );
    const inputs = { images, noise: tf.stack(noise), rows, columns };
    return replace({ ...inputs, mean: tf.tensor1d([...mean]), std: tf.tensor1d([...std]) }, null) as Tensor4D;
  });
}

const replace = compile(
  'erase',
  ({
    images,
    noise,
    rows,
    columns,
    mean,
    std,
  }: Readonly<Record<'images' | 'noise' | 'rows' | 'columns' | 'mean' | 'std', Tensor>>) => {
    const inside = tf.mul(rows, columns);
    const values = tf.clipByValue(tf.add(tf.mul(noise, std), mean), 0, 1);
    return tf.add(tf.mul(images, tf.sub(1, inside)), tf.mul(values, inside));
  },
);
