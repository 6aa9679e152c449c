import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { attr, rawOp, type OpAttribute } from './raw-op.ts';
import { tf } from './tf.ts';

/** The scale, the offset, and the running mean and variance of batch normalization: [C] each. */
export interface BatchNormInputs {
  readonly gamma: Tensor;
  readonly beta: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

const attributes = (epsilon: number, isTraining: boolean): OpAttribute[] => [
  attr.type('T', 'float32'),
  attr.type('U', 'float32'),
  attr.float('epsilon', epsilon),
  attr.string('data_format', 'NHWC'),
  attr.bool('is_training', isTraining),
];

/** The gradients of batch normalization. */
export type BatchNormGradients = readonly [dx: Tensor4D, dGamma: Tensor1D, dBeta: Tensor1D];

/** Tensors that {@link batchNormTraining} saves for {@link batchNormGradient}; dispose them after it. */
export type BatchNormReserve = readonly [Tensor, Tensor, Tensor];

/** The outputs of {@link batchNormTraining}, all owned by the caller. */
export interface BatchNormTraining {
  readonly y: Tensor4D;
  /** The running mean and variance after this batch. */
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
  readonly reserve: BatchNormReserve;
}

/**
 * Normalizes by the batch's own mean and (biased) variance, in one op (Ioffe and Szegedy, 2015).
 *
 * The new running values are (1 − momentum)·old + momentum·batch, with the unbiased variance, as in PyTorch.
 *
 * @param x [N, H, W, C]
 * @param momentum the weight of this batch, 0..1 (fastai: 0.1)
 */
export function batchNormTraining(
  x: Tensor,
  { gamma, beta, mean, variance }: BatchNormInputs,
  { epsilon, momentum }: { readonly epsilon: number; readonly momentum: number },
): BatchNormTraining {
  const [y, newMean, newVariance, ...reserve] = rawOp(
    'FusedBatchNormV3',
    [...attributes(epsilon, true), attr.float('exponential_avg_factor', momentum)],
    [x, gamma, beta, mean, variance],
    6,
  ) as [Tensor4D, Tensor1D, Tensor1D, Tensor, Tensor, Tensor];
  return { y, mean: newMean, variance: newVariance, reserve };
}

/** Returns the gradients of {@link batchNormTraining} with respect to x, gamma and beta; owned by the caller. */
export function batchNormGradient(
  dy: Tensor,
  x: Tensor,
  gamma: Tensor,
  reserve: BatchNormReserve,
  epsilon: number,
): BatchNormGradients {
  return gradients([dy, x, gamma, ...reserve], epsilon, true);
}

/**
 * Normalizes by the given mean and variance, in one op: evaluation mode.
 *
 * @param x [N, H, W, C]
 * @returns [N, H, W, C], owned by the caller
 */
export function batchNormRunning(
  x: Tensor,
  { gamma, beta, mean, variance }: BatchNormInputs,
  epsilon: number,
): Tensor4D {
  const [y, ...unused] = rawOp(
    'FusedBatchNormV3',
    attributes(epsilon, false),
    [x, gamma, beta, mean, variance],
    6,
  ) as [Tensor4D, ...Tensor[]];
  tf.dispose(unused);
  return y;
}

/**
 * Returns the gradients of {@link batchNormRunning} with respect to x, gamma and beta, for a mean and a variance that do
 * not depend on x; owned by the caller.
 */
export const batchNormRunningGradient = (
  dy: Tensor,
  x: Tensor,
  { gamma, mean, variance }: Omit<BatchNormInputs, 'beta'>,
  epsilon: number,
): BatchNormGradients =>
  // The last input holds what training saves, and is not read.
  gradients([dy, x, gamma, mean, variance, gamma], epsilon, false);

function gradients(inputs: Tensor[], epsilon: number, isTraining: boolean): BatchNormGradients {
  const [dx, dGamma, dBeta, unused4, unused5] = rawOp(
    'FusedBatchNormGradV3',
    attributes(epsilon, isTraining),
    inputs,
    5,
  ) as [Tensor4D, Tensor1D, Tensor1D, Tensor, Tensor];
  tf.dispose([unused4, unused5]);
  return [dx, dGamma, dBeta];
}
