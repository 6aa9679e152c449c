import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { paddingAttributes } from './conv2d.ts';
import { attr, rawOp1, type OpAttribute } from './raw-op.ts';
import { tf } from './tf.ts';

/** A square window that moves over a picture. */
export interface Window {
  readonly size: number;
  readonly stride: number;
}

const windowAttributes = ({ size, stride }: Window): OpAttribute[] => [
  attr.type('T', 'float32'),
  attr.int('ksize', [1, size, size, 1]),
  attr.int('strides', [1, stride, stride, 1]),
  attr.string('data_format', 'NHWC'),
];

/** Padding counts as minus infinity, on all four sides, as PyTorch's MaxPool2d pads. */
export interface MaxPool extends Window {
  readonly padding: number;
}

const maxAttributes = (pool: MaxPool): OpAttribute[] => [
  ...windowAttributes(pool),
  ...paddingAttributes(pool.padding),
];

/** The greatest value of each window: [N, H, W, C] → [N, H', W', C], owned by the caller. */
export const maxPool = (x: Tensor, pool: MaxPool): Tensor4D =>
  rawOp1('MaxPool', maxAttributes(pool), [x]) as Tensor4D;

/** The gradient of {@link maxPool}: of equal greatest values the first gets it. Owned by the caller. */
export const maxPoolGradient = (x: Tensor, y: Tensor, dy: Tensor, pool: MaxPool): Tensor4D =>
  rawOp1('MaxPoolGrad', maxAttributes(pool), [x, y, dy]) as Tensor4D;

const averageAttributes = (pool: Window): OpAttribute[] => [
  ...windowAttributes(pool),
  attr.string('padding', 'SAME'),
];

/**
 * The mean of each window; a window that reaches over the right or bottom edge is averaged over the pixels it has
 * (PyTorch's AvgPool2d with ceil_mode). [N, H, W, C] → [N, ⌈H/stride⌉, ⌈W/stride⌉, C], owned by the caller.
 */
export const averagePool = (x: Tensor, pool: Window): Tensor4D =>
  rawOp1('AvgPool', averageAttributes(pool), [x]) as Tensor4D;

/** The gradient of {@link averagePool} for an input of the given shape. Owned by the caller. */
export function averagePoolGradient(dy: Tensor, inputShape: readonly number[], pool: Window): Tensor4D {
  const sizes = tf.tensor1d([...inputShape], 'int32');
  const dx = rawOp1('AvgPoolGrad', averageAttributes(pool), [sizes, dy]);
  sizes.dispose();
  return dx as Tensor4D;
}
