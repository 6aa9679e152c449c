import type { ImageSize } from '../core/index.ts';
import { tf, type Tensor4D } from '../engine/index.ts';

/**
 * The size to which fastai first shrinks a picture by averaging, or null: for an output of a width, seen over a span of
 * coordinates (2 is the whole picture). That the height too is divided by the output's width is fastai's.
 */
export function areaShrunkSize(
  { height, width }: ImageSize,
  outWidth: number,
  span: number,
): ImageSize | null {
  const shrink = Math.min(height / outWidth, width / 2) / 2;
  return shrink > 1 && shrink > 2 / span
    ? { height: Math.floor(height * (1 / shrink)), width: Math.floor(width * (1 / shrink)) }
    : null;
}

/** Each output pixel is the mean of the input pixels that it touches (PyTorch's adaptive average pooling). */
export function areaShrunk(images: Tensor4D, { height: outHeight, width: outWidth }: ImageSize): Tensor4D {
  const [n, height, width, channels] = images.shape;
  const rows = tf.matMul(averaging(height, outHeight), images.reshape([n, height, width * channels]));
  const columns = rows
    .reshape([n * outHeight, width, channels])
    .transpose([1, 0, 2])
    .reshape([width, n * outHeight * channels]);
  return tf
    .matMul(averaging(width, outWidth), columns)
    .reshape([outWidth, n * outHeight, channels])
    .transpose([1, 0, 2])
    .reshape([n, outHeight, outWidth, channels]);
}

/** [out, in] rows that average cells floor(i·in/out) … ceil((i+1)·in/out) − 1. */
function averaging(from: number, to: number) {
  const weights = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const [first, end] = [Math.floor((i * from) / to), Math.ceil(((i + 1) * from) / to)];
    weights.fill(1 / (end - first), i * from + first, i * from + end);
  }
  return tf.tensor2d(weights, [to, from]);
}
