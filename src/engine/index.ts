// tfjs-core's declarations need the global `Long`.
/// <reference types="long" preserve="true" />
export type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
export { ADAM_NUMBERS, adamNumbers, applyAdam, type AdamStep } from './apply-optimizer.ts';
export { applyGradientDescent, applyMomentum } from './apply-optimizer.ts';
export {
  batchNormGradient,
  batchNormRunning,
  batchNormRunningGradient,
  batchNormTraining,
  type BatchNormGradients,
  type BatchNormInputs,
  type BatchNormOptions,
  type BatchNormReserve,
  type BatchNormTraining,
} from './batch-norm.ts';
export { after } from './after.ts';
export { bfloat16Gain } from './bfloat16-gain.ts';
export { conv2dBias, type BiasedConvolution } from './conv2d-bias.ts';
export { conv2d, conv2dInputGradient, conv2dKernelGradient, type Convolution } from './conv2d.ts';
export { decodeJpegs, type DecodedJpeg } from './decode-jpegs.ts';
export { JPEG_DECODING, type JpegRequest } from './jpeg-graph.ts';
export { engineInfo } from './engine-info.ts';
export {
  averagePool,
  averagePoolGradient,
  maxPool,
  maxPoolGradient,
  maxPoolTraining,
  type MaxPool,
  type Window,
} from './pool.ts';
export { gatherRows } from './gather.ts';
export { compile } from './graph/compile.ts';
export { type Graph } from './graph/graph.ts';
export {
  constant,
  constantOf,
  floatConstant,
  graphNode,
  placeholder,
  savedModel,
  type GraphFunction,
  type GraphNode,
  type SignatureTensor,
} from './graph/graph-def.ts';
export { RecentlyUsed } from './graph/recently-used.ts';
export { type OutputName } from './graph/recorded-op.ts';
export { Trace } from './graph/trace.ts';
export { type Projection } from './projection.ts';
export { FlatBuffer } from './flat-buffer.ts';
export { foldBatchNorm, type FoldedKernel } from './fold-batch-norm.ts';
export { KernelTimes, type KernelTime } from './kernel-times.ts';
export { projectiveTransform, type ProjectiveTransform } from './projective-transform.ts';
export { randomNormal, randomUniform } from './random-values.ts';
export { attr, DTYPE, fromBytes, rawOp, rawOp1, type OpAttribute } from './raw-op.ts';
export { Scalars } from './scalars.ts';
export { inScope } from './in-scope.ts';
export { relu, reluGradient } from './relu.ts';
export {
  softmaxCrossEntropy,
  softmaxCrossEntropyOp,
  type SoftmaxCrossEntropy,
} from './softmax-cross-entropy.ts';
export { loadTensorFlow, tf } from './tf.ts';
export { Variable } from './variable.ts';
