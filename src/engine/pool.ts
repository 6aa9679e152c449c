import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { paddingAttributes } from './conv2d.ts';
import { engineInfo } from './engine-info.ts';
import { attr, rawOp, rawOp1, type OpAttribute } from './raw-op.ts';
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

/** The greatest value of each window: [N, H, W, C] → [N, H', W', C], owned by the caller. */
export const maxPool = (x: Tensor, pool: MaxPool): Tensor4D =>
  rawOp1('MaxPool', maxAttributes(pool), [x]) as Tensor4D;

/** The outputs of {@link maxPoolTraining}, all owned by the caller. */
export interface MaxPoolTraining {
  readonly y: Tensor4D;
  /** What {@link maxPoolGradient} needs; dispose each after it. */
  readonly reserve: readonly Tensor[];
}

/**
 * {@link maxPool}, with which value was the greatest kept for the gradient: ten times faster than finding it again.
 *
 * oneDNN has such an op, which pads on one side only: the image is padded before. Where it is missing the gradient
 * looks again.
 *
 * @param keepsPlaces whether oneDNN's op is used; for its gradient too
 */
export function maxPoolTraining(x: Tensor, pool: MaxPool, keepsPlaces = hasPlaces()): MaxPoolTraining {
  if (!keepsPlaces) {
    const y = maxPool(x, pool);
    return { y, reserve: [x.clone(), y.clone()] };
  }
  const [y, places] = tf.tidy(() =>
    rawOp('_MklNativeMaxPool', oneDnnAttributes(pool), [bordered(x, pool)], 2),
  ) as [Tensor4D, Tensor];
  return { y, reserve: [y.clone(), places] };
}

/** The gradient of {@link maxPoolTraining}: of equal greatest values the first gets it. Owned by the caller. */
export function maxPoolGradient(
  dy: Tensor,
  inputShape: readonly number[],
  pool: MaxPool,
  reserve: MaxPoolTraining['reserve'],
  keepsPlaces = hasPlaces(),
): Tensor4D {
  if (!keepsPlaces) return rawOp1('MaxPoolGrad', maxAttributes(pool), [...reserve, dy]) as Tensor4D;
  const [n = 0, height = 0, width = 0, channels = 0] = inputShape;
  const { padding } = pool;
  return tf.tidy(() => {
    // Of the input only the shape counts: memory that nothing is written to.
    const shape = tf.tensor1d([n, height + 2 * padding, width + 2 * padding, channels], 'int32');
    const x = rawOp1('Empty', [attr.type('dtype', 'float32'), attr.bool('init', false)], [shape]);
    const [y, places] = reserve as [Tensor, Tensor];
    const dx = rawOp1('_MklNativeMaxPoolGrad', oneDnnAttributes(pool), [x, y, dy, places]) as Tensor4D;
    return padding === 0 ? dx : tf.slice(dx, [0, padding, padding, 0], [n, height, width, channels]);
  });
}

/** TensorFlow's names of oneDNN's kernels hold where they are asked for by this label. */
const oneDnnAttributes = (pool: Window): OpAttribute[] => [
  ...windowAttributes(pool),
  attr.string('padding', 'VALID'),
  attr.bool('workspace_enabled', true),
  attr.string('_kernel', 'MklNameChangeOp'),
];

const bordered = (x: Tensor, { padding }: MaxPool): Tensor => {
  const border: [number, number] = [padding, padding];
  return padding === 0 ? x : tf.pad(x as Tensor4D, [[0, 0], border, border, [0, 0]], -Infinity);
};

let found: boolean | undefined;

/** Whether oneDNN's op is there, on the CPU: tried out at the first use. */
const hasPlaces = (): boolean => (found ??= engineInfo().device === 'cpu' && isThere());

function isThere(): boolean {
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
