import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { paddingAttributes } from './conv2d.ts';
import { engineInfo } from './engine-info.ts';
import { attr, rawOp, rawOp1, type OpAttribute } from './raw-op.ts';
import { shape4 } from './shape4.ts';
import { tf } from './tf.ts';

/** A square window that moves over an image, in pixels. */
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

/** A window with padding on all four sides. Padding counts as −∞, as in PyTorch's MaxPool2d. */
export interface MaxPool extends Window {
  readonly padding: number;
}

const maxAttributes = (pool: MaxPool): OpAttribute[] => [
  ...windowAttributes(pool),
  ...paddingAttributes(pool.padding),
];

/** Returns the maximum of each window: [N, H, W, C] → [N, H', W', C], owned by the caller. */
export const maxPool = (x: Tensor, pool: MaxPool): Tensor4D =>
  rawOp1('MaxPool', maxAttributes(pool), [x]) as Tensor4D;

/** The outputs of {@link maxPoolTraining}, all owned by the caller. */
export interface MaxPoolTraining {
  readonly y: Tensor4D;
  /** Tensors saved for {@link maxPoolGradient}; dispose them after it. */
  readonly reserve: readonly Tensor[];
}

/**
 * Returns {@link maxPool} and saves the positions of the maxima, which makes the gradient ten times faster than
 * searching for them again.
 *
 * Uses a oneDNN op that pads on one side only, so the image is padded first. If the op is missing, the gradient searches
 * for the maxima again.
 *
 * @param savesPositions whether to use oneDNN's op; pass the same value to the gradient
 */
export function maxPoolTraining(x: Tensor, pool: MaxPool, savesPositions = hasOneDnnPool()): MaxPoolTraining {
  if (!savesPositions) {
    const y = maxPool(x, pool);
    return { y, reserve: [x.clone(), y.clone()] };
  }
  const [y, positions] = tf.tidy(() =>
    rawOp('_MklNativeMaxPool', oneDnnAttributes(pool), [padForMax(x, pool)], 2),
  ) as [Tensor4D, Tensor];
  return { y, reserve: [y.clone(), positions] };
}

/** Returns the gradient of {@link maxPoolTraining}: of equal maxima, the first receives it. Owned by the caller. */
export function maxPoolGradient(
  dy: Tensor,
  inputShape: readonly number[],
  pool: MaxPool,
  reserve: MaxPoolTraining['reserve'],
  savesPositions = hasOneDnnPool(),
): Tensor4D {
  if (!savesPositions) return rawOp1('MaxPoolGrad', maxAttributes(pool), [...reserve, dy]) as Tensor4D;
  const [n, height, width, channels] = shape4(inputShape);
  const { padding } = pool;
  return tf.tidy(() => {
    // The op reads only the input's shape: uninitialized memory suffices.
    const shape = tf.tensor1d([n, height + 2 * padding, width + 2 * padding, channels], 'int32');
    const x = rawOp1('Empty', [attr.type('dtype', 'float32'), attr.bool('init', false)], [shape]);
    const [y, positions] = reserve as [Tensor, Tensor];
    const dx = rawOp1('_MklNativeMaxPoolGrad', oneDnnAttributes(pool), [x, y, dy, positions]) as Tensor4D;
    return padding === 0 ? dx : tf.slice(dx, [0, padding, padding, 0], [n, height, width, channels]);
  });
}

/** TensorFlow finds oneDNN's kernels by this `_kernel` label. */
const oneDnnAttributes = (pool: Window): OpAttribute[] => [
  ...windowAttributes(pool),
  attr.string('padding', 'VALID'),
  attr.bool('workspace_enabled', true),
  attr.string('_kernel', 'MklNameChangeOp'),
];

const padForMax = (x: Tensor, { padding }: MaxPool): Tensor => {
  const border: [number, number] = [padding, padding];
  return padding === 0 ? x : tf.pad(x as Tensor4D, [[0, 0], border, border, [0, 0]], -Infinity);
};

let oneDnnPool: boolean | undefined;

/** Returns whether oneDNN's op exists; tests it on first use. */
const hasOneDnnPool = (): boolean => (oneDnnPool ??= engineInfo().device === 'cpu' && testOneDnnPool());

function testOneDnnPool(): boolean {
  try {
    tf.tidy(() => {
      rawOp('_MklNativeMaxPool', oneDnnAttributes({ size: 2, stride: 2 }), [tf.zeros([1, 2, 2, 1])], 2);
    });
    return true;
  } catch {
    return false;
  }
}

const averageAttributes = (pool: Window): OpAttribute[] => [
  ...windowAttributes(pool),
  attr.string('padding', 'SAME'),
];

/**
 * Returns the mean of each window; a partial window at the right or bottom edge is averaged over its own pixels
 * (PyTorch's AvgPool2d with ceil_mode). [N, H, W, C] → [N, ⌈H/stride⌉, ⌈W/stride⌉, C], owned by the caller.
 */
export const averagePool = (x: Tensor, pool: Window): Tensor4D =>
  rawOp1('AvgPool', averageAttributes(pool), [x]) as Tensor4D;

/** Returns the gradient of {@link averagePool} for an input of the given shape. Owned by the caller. */
export function averagePoolGradient(dy: Tensor, inputShape: readonly number[], pool: Window): Tensor4D {
  const sizes = tf.tensor1d([...inputShape], 'int32');
  const dx = rawOp1('AvgPoolGrad', averageAttributes(pool), [sizes, dy]);
  sizes.dispose();
  return dx as Tensor4D;
}
