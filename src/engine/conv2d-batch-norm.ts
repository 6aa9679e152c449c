import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu';
import { batchNormInference, type BatchNormInputs } from './batch-norm.ts';
import { conv2d, type Convolution } from './conv2d.ts';
import { attr, rawOp1 } from './raw-op.ts';
import { tf } from './tf.ts';

/** How many places of the output a kernel must serve to be worth folding: below that, the fold costs what it saves. */
const WORTH = 2;

/**
 * {@link conv2d}, then batch normalization by the running statistics, folded into the kernel and a bias where the output
 * is large beside the kernel: a pass over the output less (Jacob et al., 2018, section 3.2).
 *
 * @param x [N, H, W, C]
 * @param kernel [kh, kw, C, O]
 * @returns [N, H', W', O], owned by the caller
 */
export function conv2dBatchNorm(
  x: Tensor,
  kernel: Tensor,
  batchNorm: BatchNormInputs,
  epsilon: number,
  convolution: Convolution,
): Tensor4D {
  const [n = 0, height = 0, width = 0] = x.shape;
  const [rows = 1, columns = 1, channels = 1] = kernel.shape;
  const places = (n * height * width) / convolution.stride ** 2;
  if (places < WORTH * rows * columns * channels) {
    const convolved = conv2d(x, kernel, convolution);
    const normalized = batchNormInference(convolved, batchNorm, epsilon);
    convolved.dispose();
    return normalized;
  }
  const { gamma, beta, mean, variance } = batchNorm;
  return tf.tidy(() => {
    const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
    const bias = tf.sub(beta, tf.mul(mean, scale));
    return biasAdd(conv2d(x, tf.mul(kernel, scale), convolution), bias);
  });
}

/** A bias for each channel, in place where TensorFlow finds nobody else using x. */
const biasAdd = (x: Tensor, bias: Tensor): Tensor4D =>
  rawOp1('BiasAdd', [attr.type('T', 'float32'), attr.string('data_format', 'NHWC')], [x, bias]) as Tensor4D;
