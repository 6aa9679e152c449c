import { tf, type Tensor2D, type Tensor4D } from '../../engine/index.ts';
import { denseWeights, type AxisMap } from './axis-map.ts';

/**
 * Pictures with a linear map applied to their rows and another to their columns: [N, H, W, C] (borrowed) → [N, H', W',
 * C], owned by the caller.
 *
 * Two matrix products, which beat gathering and averaging pixels although most weights are 0. For the columns the
 * channels go into the matrix, which makes it three times as large as needed and still twice as fast as products of
 * matrices of three columns.
 */
export function separablyMapped(images: Tensor4D, rows: AxisMap, columns: AxisMap): Tensor4D {
  const [count, height, width, channels] = images.shape;
  const [outHeight, outWidth] = [rows.taps.length, columns.taps.length];
  return tf.tidy(() => {
    const down = tf.matMul(
      tf.tensor3d(denseWeights(rows), [1, outHeight, height]),
      tf.reshape(images, [count, height, width * channels]),
    );
    const across = tf.matMul(
      tf.reshape(down, [count * outHeight, width * channels]),
      byChannel(columns, channels),
      false,
      true,
    );
    return tf.reshape(across, [count, outHeight, outWidth, channels]);
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
