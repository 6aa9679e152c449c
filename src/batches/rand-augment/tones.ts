import { tf, type Tensor4D } from '../../engine/index.ts';

/** Stretches the values of each channel of an image to 0..1, unless they are all equal: Pillow's ImageOps.autocontrast. */
export const autocontrast = (images: Tensor4D): Tensor4D => {
  const low = tf.min(images, [1, 2], true);
  const range = tf.sub(tf.max(images, [1, 2], true), low);
  const isFlat = tf.equal(range, 0);
  return tf.div(tf.sub(images, tf.where(isFlat, 0, low)), tf.where(isFlat, 1, range));
};

/** Inverts the values above a threshold: Pillow's ImageOps.solarize. */
export const solarize = (images: Tensor4D, threshold: number): Tensor4D =>
  tf.where(tf.greater(images, threshold), tf.sub<Tensor4D>(1, images), images);

/**
 * Rounds the values to 8 bits and keeps the highest of them: Pillow's ImageOps.posterize. 8 bits change nothing.
 *
 * @param bits 0..8
 */
export const posterize = (images: Tensor4D, bits: number): Tensor4D => {
  if (bits === 8) return images.clone();
  const step = 2 ** (8 - bits);
  return tf.mul(tf.floor(tf.div(tf.round(tf.mul(images, 255)), step)), step / 255);
};
