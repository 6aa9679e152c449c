import { attr, gatherRows, rawOp1, tf, type Tensor, type Tensor4D } from '../../engine/index.ts';

const LEVELS = 256;

/**
 * Rounds the values to 8 bits and maps them so that all levels of a channel are about equally frequent: Pillow's
 * ImageOps.equalize. `[N, H, W, C]` (borrowed) → the same shape. A channel with a single level does not change.
 */
export const equalize = (images: Tensor4D): Tensor4D => {
  const [count, height, width, channels] = images.shape;
  const rows = count * channels;
  // Each channel of each image has its own part of one long histogram.
  const offsets = tf.mul(tf.range(0, rows, 1, 'int32'), tf.scalar(LEVELS, 'int32'));
  const levels = tf.cast(tf.round(tf.mul(tf.clipByValue(images, 0, 1), LEVELS - 1)), 'int32');
  const positions = tf.reshape(tf.add(levels, tf.reshape(offsets, [count, 1, 1, channels])), [-1]);
  const histogram = tf.reshape(countsOf(positions, rows * LEVELS), [rows, LEVELS]);
  const table = tf.reshape(tableOf(histogram, height * width), [-1]);
  return tf.reshape(gatherRows(table, positions), images.shape);
};

/** Returns the new value of each level, [rows, 256] in 0..1. */
function tableOf(histogram: Tensor, pixels: number): Tensor {
  const level = tf.range(0, LEVELS);
  const highest = tf.max(tf.mul(tf.cast(tf.greater(histogram, 0), 'float32'), level), 1, true);
  const last = tf.sum(tf.mul(histogram, tf.cast(tf.equal(level, highest), 'float32')), 1, true);
  // The number of pixels per level of the result.
  const step = tf.floor(tf.div(tf.sub(pixels, last), LEVELS - 1));
  const below = tf.cumsum(histogram, 1, true);
  const mapped = tf.floor(tf.div(tf.add(tf.floor(tf.div(step, 2)), below), tf.maximum(step, 1)));
  return tf.div(tf.where(tf.equal(step, 0), level, tf.minimum(mapped, LEVELS - 1)), LEVELS - 1);
}

/** Counts integers below `size`: [size]. */
const countsOf = (values: Tensor, size: number): Tensor =>
  rawOp1('Bincount', [attr.type('T', 'float32')], [values, tf.scalar(size, 'int32'), tf.tensor1d([])]);
