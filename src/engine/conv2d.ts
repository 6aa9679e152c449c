import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { at } from '../core/index.ts';
import { attr, rawOp1, type OpAttribute } from './raw-op.ts';
import { shape4 } from './shape4.ts';
import { tf } from './tf.ts';

/** How a kernel moves over an image. */
export interface Convolution {
  /** Step in pixels, in both directions. */
  readonly stride: number;
  /**
   * Zeros added on every side, as PyTorch pads (TensorFlow's `SAME` pads strided convolutions on one side only). With
   * stride 1 it must be (kernel size − 1) / 2.
   */
  readonly padding: number;
}

/** Returns the attributes of TensorFlow's convolutions, without the element type. */
export const convolutionAttributes = ({ stride, padding }: Convolution): OpAttribute[] => [
  attr.int('strides', [1, stride, stride, 1]),
  attr.string('data_format', 'NHWC'),
  attr.int('dilations', [1, 1, 1, 1]),
  attr.bool('use_cudnn_on_gpu', true),
  // With stride 1 both paddings are equal, but TensorFlow's CPU gradients of `EXPLICIT` are up to 50 times slower.
  ...(stride === 1 ? [attr.string('padding', 'SAME')] : paddingAttributes(padding)),
];

/** Returns the attributes of TensorFlow's windowed ops for equal padding on all four sides. */
export const paddingAttributes = (padding: number): OpAttribute[] =>
  padding === 0
    ? [attr.string('padding', 'VALID')]
    : [
        attr.string('padding', 'EXPLICIT'),
        attr.int('explicit_paddings', [0, 0, padding, padding, padding, padding, 0, 0]),
      ];

/**
 * Returns the two-dimensional convolution (cross-correlation): TensorFlow's Conv2D.
 *
 * @param x [N, H, W, C]
 * @param kernel [kh, kw, C, O]
 * @returns [N, H', W', O], owned by the caller
 */
export const conv2d = (x: Tensor, kernel: Tensor, convolution: Convolution): Tensor4D =>
  rawOp1('Conv2D', attributesOf(convolution), [x, kernel]) as Tensor4D;

const attributesOf = (convolution: Convolution): OpAttribute[] => [
  attr.type('T', 'float32'),
  ...convolutionAttributes(convolution),
];

/** Returns the gradient of {@link conv2d} with respect to x, which has the given shape. Owned by the caller. */
export function conv2dInputGradient(
  dy: Tensor,
  kernel: Tensor,
  inputShape: readonly number[],
  convolution: Convolution,
): Tensor4D {
  const { stride, padding } = convolution;
  const groups = groupsOf(inputShape, kernel.shape);
  if (groups > 1)
    return byGroup(groups, [dy, kernel], (part, kernelPart) =>
      conv2dInputGradient(part, kernelPart, withChannels(inputShape, groups), convolution),
    );
  if (stride === 1 || padding === 0) return inputGradient(dy, kernel, inputShape, convolution);
  // The gradient of the padded image, cropped: up to 20 times faster on the CPU than `EXPLICIT`.
  const [n, height, width, channels] = shape4(inputShape);
  const paddedShape = [n, height + 2 * padding, width + 2 * padding, channels];
  const gradient = inputGradient(dy, kernel, paddedShape, { stride, padding: 0 });
  const dx = tf.slice(gradient, [0, padding, padding, 0], [n, height, width, channels]);
  gradient.dispose();
  return dx;
}

function inputGradient(
  dy: Tensor,
  kernel: Tensor,
  inputShape: readonly number[],
  convolution: Convolution,
): Tensor4D {
  const sizes = tf.tensor1d([...inputShape], 'int32');
  const dx = rawOp1('Conv2DBackpropInput', attributesOf(convolution), [sizes, kernel, dy]);
  sizes.dispose();
  return dx as Tensor4D;
}

/** Returns the gradient of {@link conv2d} with respect to the kernel, which has the given shape. Owned by the caller. */
export function conv2dKernelGradient(
  x: Tensor,
  dy: Tensor,
  kernelShape: readonly number[],
  convolution: Convolution,
): Tensor4D {
  const groups = groupsOf(x.shape, kernelShape);
  if (groups > 1)
    return byGroup(groups, [x, dy], (part, dyPart) =>
      conv2dKernelGradient(part, dyPart, withChannels(kernelShape, groups), convolution),
    );
  if (isSmall(dy, kernelShape)) return patchGradient(x, dy, kernelShape, convolution);
  const { stride, padding } = convolution;
  // With few channels, as in a stem, padding first is faster: `EXPLICIT` does one matrix product per image.
  if (stride > 1 && padding > 0 && shape4(x.shape)[3] < FEW_CHANNELS)
    return tf.tidy(() => conv2dKernelGradient(pad(x, padding), dy, kernelShape, { stride, padding: 0 }));
  const sizes = tf.tensor1d([...kernelShape], 'int32');
  const dw = rawOp1('Conv2DBackpropFilter', attributesOf(convolution), [x, sizes, dy]);
  sizes.dispose();
  return dw as Tensor4D;
}

const FEW_CHANNELS = 16;

/**
 * Returns whether {@link patchGradient} is faster: up to 8 times for maps of 2×2, up to 1.7 times for 4×4 with 1×1 kernels
 * or many channels.
 */
function isSmall(dy: Tensor, kernelShape: readonly number[]): boolean {
  const [, height, width] = shape4(dy.shape);
  const [rows, , channels] = shape4(kernelShape);
  const pixels = height * width;
  return pixels <= 4 || (pixels <= 16 && (rows === 1 || channels >= 256));
}

/** Returns the kernel's gradient as one matrix product: patches of x, transposed, times dy. */
const patchGradient = (
  x: Tensor,
  dy: Tensor,
  kernelShape: readonly number[],
  { stride, padding }: Convolution,
): Tensor4D =>
  tf.tidy(() => {
    const [rows, columns, channels, outputs] = shape4(kernelShape);
    const bordered = padding === 0 ? x : pad(x, padding);
    const single = rows === 1 && columns === 1 && stride === 1;
    const patches = single
      ? bordered
      : rawOp1(
          'ExtractImagePatches',
          [
            attr.type('T', 'float32'),
            attr.int('ksizes', [1, rows, columns, 1]),
            attr.int('strides', [1, stride, stride, 1]),
            attr.int('rates', [1, 1, 1, 1]),
            attr.string('padding', 'VALID'),
          ],
          [bordered],
        );
    const product = tf.matMul(
      tf.reshape(patches, [-1, rows * columns * channels]),
      tf.reshape(dy, [-1, outputs]),
      true,
    );
    return tf.reshape(product, [rows, columns, channels, outputs]);
  });

/** Returns the images with zeros on every side, as PyTorch pads. */
const pad = (x: Tensor, padding: number): Tensor4D => {
  const border: [number, number] = [padding, padding];
  return tf.pad(x as Tensor4D, [[0, 0], border, border, [0, 0]]);
};

/** The last axis of images (channels) and of kernels (outputs). */
const LAST = 3;

/** Returns the number of channel groups of a kernel. */
const groupsOf = (inputShape: readonly number[], kernelShape: readonly number[]): number =>
  shape4(inputShape)[3] / shape4(kernelShape)[2];

const withChannels = (shape: readonly number[], groups: number): number[] =>
  shape.map((size, i) => (i === LAST ? size / groups : size));

/** Computes one gradient per group and concatenates them: TensorFlow has grouped gradients only on GPUs. */
const byGroup = (
  groups: number,
  tensors: readonly [Tensor, Tensor],
  gradient: (a: Tensor, b: Tensor) => Tensor4D,
): Tensor4D =>
  tf.tidy(() => {
    const [a, b] = tensors.map((tensor) => tf.split(tensor, groups, LAST)) as [Tensor[], Tensor[]];
    return tf.concat<Tensor4D>(
      a.map((part, i) => gradient(part, at(b, i))),
      LAST,
    );
  });
