import { tf, type Tensor2D, type Tensor4D } from '../../engine/index.ts';
import { denseWeights, type AxisMap } from './axis-map.ts';

/** Output pixels per matrix: in a single matrix for all of them, most weights would be 0. */
const BLOCK = 32;

/**
 * Applies one linear map to the rows of images and another to their columns: [N, H, W, C] (borrowed) → [N, H', W', C],
 * owned by the caller.
 *
 * Multiplies matrices block by block, which is faster than gathering and averaging pixels, although many weights are 0.
 * For the columns the matrix includes the channels: three times as large as needed, but twice as fast as products of
 * matrices with three columns.
 */
export function mapSeparably(images: Tensor4D, rows: AxisMap, columns: AxisMap): Tensor4D {
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

/** Splits a map into parts of {@link BLOCK} output pixels, each with only the input pixels it needs. */
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

/** Returns the map of pixels with interleaved channels, [W'·C, W·C]: the same for each channel. */
function byChannel(map: AxisMap, channels: number): Tensor2D {
  const [to, from] = [map.taps.length, map.from];
  const weights = tf.tensor4d(denseWeights(map), [to, 1, from, 1]);
  return tf.reshape(tf.mul(weights, tf.reshape(tf.eye(channels), [1, channels, 1, channels])), [
    to * channels,
    from * channels,
  ]);
}
