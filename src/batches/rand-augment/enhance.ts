import { tf, type Tensor, type Tensor4D } from '../../engine/index.ts';

/** An enhancement of Pillow: `[N, H, W, 3]` (borrowed) and [N] factors, of which 1 changes nothing → the same shape. */
type Enhance = (images: Tensor4D, factors: readonly number[]) => Tensor4D;

/** Pillow's weights of red, green and blue in the brightness of a pixel. */
const LUMA = [0.299, 0.587, 0.114] as const;

/** Returns base + factor · (images − base), in 0..1. */
const blend = (images: Tensor4D, base: Tensor | number, factors: readonly number[]): Tensor4D => {
  const factor = tf.tensor4d([...factors], [factors.length, 1, 1, 1]);
  return tf.clipByValue(tf.add<Tensor4D>(base, tf.mul(tf.sub(images, base), factor)), 0, 1);
};

/** Multiplies the values: Pillow's ImageEnhance.Brightness. */
export const brightness: Enhance = (images, factors) => blend(images, 0, factors);

/** Scales the distance of the values from the mean brightness of the image: Pillow's ImageEnhance.Contrast. */
export const contrast: Enhance = (images, factors) => {
  const mean = tf.sum(tf.mul(tf.mean(images, [1, 2], true), [...LUMA]), 3, true);
  return blend(images, mean, factors);
};

/** Scales the distance of the values from the brightness of the pixel: Pillow's ImageEnhance.Color. */
export const color: Enhance = (images, factors) => {
  const toGrey = tf.tensor2d(
    [...LUMA].flatMap((weight) => [weight, weight, weight]),
    [3, 3],
  );
  const grey = tf.reshape(tf.matMul(tf.reshape(images, [-1, 3]), toGrey), images.shape);
  return blend(images, grey, factors);
};

/**
 * Scales the distance of the values from those of the smoothed image, except at its border: Pillow's
 * ImageEnhance.Sharpness. Its filter weights the pixel by 5/13 and its eight neighbours by 1/13.
 */
export const sharpness: Enhance = (images, factors) => {
  const [count, height, width, channels] = images.shape;
  if (height < 3 || width < 3) return images.clone();
  const inner = tf.slice(images, [0, 1, 1, 0], [count, height - 2, width - 2, channels]);
  // (9 · mean + 4 · x) / 13 − x
  const change = tf.mul(tf.sub(tf.avgPool(images, 3, 1, 'valid'), inner), 9 / 13);
  const padded = tf.pad(change, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  return blend(images, tf.add(images, padded), factors);
};
