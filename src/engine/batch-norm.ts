import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { engineInfo } from './engine-info.ts';
import { attr, rawOp, type OpAttribute } from './raw-op.ts';
import { relu, reluGradient } from './relu.ts';
import { tf } from './tf.ts';

/** The scale, the offset, and the running mean and variance of batch normalization: [C] each. */
export interface BatchNormInputs {
  readonly gamma: Tensor;
  readonly beta: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** What the two passes of training depend on. */
export interface BatchNormOptions {
  /** Added to the variance. */
  readonly epsilon: number;
  /** The weight of this batch in the running values, 0..1 (fastai: 0.1). */
  readonly momentum: number;
  /** Whether ReLU follows. */
  readonly activates: boolean;
}

/** The gradients of batch normalization. */
export type BatchNormGradients = readonly [dx: Tensor4D, dGamma: Tensor1D, dBeta: Tensor1D];

/** Tensors that {@link batchNormTraining} saves for {@link batchNormGradient}; dispose them after it. */
export type BatchNormReserve = readonly Tensor[];

/** The outputs of {@link batchNormTraining}, all owned by the caller. */
export interface BatchNormTraining {
  readonly y: Tensor4D;
  /** The running mean and variance after this batch. */
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
  readonly reserve: BatchNormReserve;
}

/** Two ops that compute the passes of training. */
export interface BatchNormOps {
  readonly training: (x: Tensor, inputs: BatchNormInputs, options: BatchNormOptions) => BatchNormTraining;
  readonly gradient: (
    dy: Tensor,
    x: Tensor,
    inputs: Pick<BatchNormInputs, 'gamma' | 'beta'>,
    reserve: BatchNormReserve,
    options: BatchNormOptions,
  ) => BatchNormGradients;
}

/**
 * Normalizes by the batch's own mean and (biased) variance (Ioffe and Szegedy, 2015); then max(y, 0) if `activates`.
 *
 * The new running values are (1 − momentum)·old + momentum·batch, with the unbiased variance, as in PyTorch.
 *
 * @param x [N, H, W, C]
 */
export const batchNormTraining: BatchNormOps['training'] = (...args) => ops().training(...args);

/** Returns the gradients of {@link batchNormTraining} with respect to x, gamma and beta; owned by the caller. */
export const batchNormGradient: BatchNormOps['gradient'] = (...args) => ops().gradient(...args);

/** On a processor our own ops, on a GPU those of TensorFlow. */
const ops = (): BatchNormOps => (engineInfo().device === 'cpu' ? ownBatchNorm : tensorFlowBatchNorm);

const own = ({ epsilon, momentum, activates }: BatchNormOptions): OpAttribute[] => [
  attr.type('T', 'float32'),
  attr.float('epsilon', epsilon),
  attr.float('momentum', momentum),
  attr.bool('relu', activates),
  attr.int('threads', engineInfo().threads),
];

/** The ops of `native/batch-norm.kernel.cc`. */
export const ownBatchNorm: BatchNormOps = {
  training: (x, { gamma, beta, mean, variance }, options) => {
    const inputs = [x, gamma, beta, mean, variance];
    const [y, newMean, newVariance, ...reserve] = rawOp('MillraceBatchNorm', own(options), inputs, 5) as [
      Tensor4D,
      Tensor1D,
      Tensor1D,
      ...Tensor[],
    ];
    return { y, mean: newMean, variance: newVariance, reserve };
  },
  gradient: (dy, x, { gamma, beta }, reserve, options) => {
    const inputs = [dy, x, gamma, beta, ...reserve];
    return rawOp('MillraceBatchNormGrad', own(options), inputs, 3) as [Tensor4D, Tensor1D, Tensor1D];
  },
};

const attributes = (epsilon: number, isTraining: boolean): OpAttribute[] => [
  attr.type('T', 'float32'),
  attr.type('U', 'float32'),
  attr.float('epsilon', epsilon),
  attr.string('data_format', 'NHWC'),
  attr.bool('is_training', isTraining),
];

/** The ops of TensorFlow. */
export const tensorFlowBatchNorm: BatchNormOps = {
  training: (x, { gamma, beta, mean, variance }, { epsilon, momentum, activates }) => {
    const [normalized, newMean, newVariance, ...reserve] = rawOp(
      'FusedBatchNormV3',
      [...attributes(epsilon, true), attr.float('exponential_avg_factor', momentum)],
      [x, gamma, beta, mean, variance],
      6,
    ) as [Tensor4D, Tensor1D, Tensor1D, Tensor, Tensor, Tensor];
    const running = { mean: newMean, variance: newVariance };
    if (!activates) return { y: normalized, ...running, reserve };
    const y = relu(normalized) as Tensor4D;
    normalized.dispose();
    // The gradient of ReLU needs only its output, which the next layer keeps anyway, so both share the memory.
    return { y, ...running, reserve: [...reserve, y.clone()] };
  },
  gradient: (dy, x, { gamma }, reserve, { epsilon }) => {
    const [y] = reserve.slice(3);
    if (y === undefined) return gradients([dy, x, gamma, ...reserve], epsilon, true);
    const dNormalized = reluGradient(dy, y);
    const found = gradients([dNormalized, x, gamma, ...reserve.slice(0, 3)], epsilon, true);
    dNormalized.dispose();
    return found;
  },
};

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
