import { tf, type Tensor2D, type Tensor4D } from '../../engine/index.ts';
import { denseWeights, type AxisMap } from './axis-map.ts';

/** Output pixels whose weights make one matrix: most weights of a matrix of all of them would be 0. */
const BLOCK = 32;

/**
 * Images with a linear map applied to their rows and another to their columns: [N, H, W, C] (borrowed) → [N, H', W',
 * C], owned by the caller.
 *
 * Matrix products, block by block, which beat gathering and averaging pixels although many weights are 0. For the
 * columns the channels go into the matrix, which makes it three times as large as needed and still twice as fast as
 * products of matrices of three columns.
 */
export function separablyMapped(images: Tensor4D, rows: AxisMap, columns: AxisMap): Tensor4D {
  const [count, height, width, channels] = images.shape;
  const [outHeight, outWidth] = [rows.taps.length, columns.taps.length];
  return tf.tidy(() => {
    const lines = tf.reshape(images, [count, height, width * channels]);
    const down = tf.concat(
      blocksOf(rows).map(({ first, map }) =>
        tf.matMul(
          tf.tensor3d(denseWeights(map), [1, map.taps.length, map.from]),
          tf.slice(lines, [0, first, 0], [count, map.from, width * channels]),
        ),
      ),
      1,
    );
    const flat = tf.reshape(down, [count * outHeight, width * channels]);
    const across = tf.concat(
      blocksOf(columns).map(({ first, map }) =>
        tf.matMul(
          tf.slice(flat, [0, first * channels], [count * outHeight, map.from * channels]),
          byChannel(map, channels),
          false,
          true,
        ),
      ),
      1,
    );
    return tf.reshape(across, [count, outHeight, outWidth, channels]);
  });
}

/** A map in parts of {@link BLOCK} output pixels, each of the input pixels that it is made of. */
function blocksOf({ taps }: AxisMap): readonly { readonly first: number; readonly map: AxisMap }[] {
  const blocks = Math.ceil(taps.length / BLOCK);
  return Array.from({ length: blocks }, (_, i) => {
    const part = taps.slice(i * BLOCK, (i + 1) * BLOCK);
    const positions = part.flat().map(([position]) => position);
    const first = Math.min(...positions);
    const shifted = part.map((row) => row.map(([position, weight]) => [position - first, weight] as const));
    return { first, map: { from: Math.max(...positions) - first + 1, taps: shifted } };
  });
}

/** [W'·C, W·C]: the map for each channel of pixels that lie channel by channel. */
function byChannel(map: AxisMap, channels: number): Tensor2D {
  const [to, from] = [map.taps.length, map.from];
  const weights = tf.tensor4d(denseWeights(map), [to, 1, from, 1]);
  return tf.reshape(tf.mul(weights, tf.reshape(tf.eye(channels), [1, channels, 1, channels])), [
    to * channels,
    from * channels,
  ]);
}
