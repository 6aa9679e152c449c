import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Box } from '../core/index.ts';
import { engineInfo } from './engine-info.ts';
import { rawOp1 } from './raw-op.ts';
import { tf } from './tf.ts';

/**
 * Maps each image through its own projection, with bilinear interpolation and mirroring at the centres of the outermost
 * pixels: `projectiveTransform` by an op of Millrace's own, on all cores. Takes an eighth of the time of TensorFlow's op, which
 * runs on one core and recomputes the position for each channel. Owned by the caller.
 *
 * @param images [N, H, W, C], at least 2×2 pixels; borrowed
 * @param projections [N, 8] row by row, without the ninth number, 1; no position may be infinitely far away
 * @param window the part of the output that is returned, in pixels
 */
export function mirroredWarp(images: Tensor4D, projections: Tensor2D, window: Box): Tensor4D {
  const { top, left, height, width } = window;
  const part = tf.tensor1d([top, left, height, width, engineInfo().threads], 'int32');
  const output = rawOp1('MillraceMirroredWarp', [], [images, projections, part]) as Tensor4D;
  part.dispose();
  return output;
}
