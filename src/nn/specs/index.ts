export { activation, type ActivationName, type ActivationSpec } from './activation.ts';
export { batchNorm, type BatchNormSpec } from './batch-norm.ts';
export { convLayer, type ConvLayerOptions } from './conv-layer.ts';
export { conv, type ConvOptions, type ConvSpec } from './conv.ts';
export { custom, type CustomOptions, type CustomSpec } from './custom.ts';
export { dense, type DenseOptions, type DenseSpec } from './dense.ts';
export { dropout, type DropoutSpec } from './dropout.ts';
export { flatten, type FlattenSpec } from './flatten.ts';
export type { LayerSpec } from './layer-spec.ts';
export type { BufferSpec, Initial, ParameterSpec, ParameterSpecs } from './parameter.ts';
export type { Naming, Path } from './path.ts';
export {
  averagePooling,
  globalPooling,
  maxPooling,
  type GlobalPoolingSpec,
  type PoolingSpec,
} from './pooling.ts';
export { residual, type ResidualSpec } from './residual.ts';
export { selfAttention, type SelfAttentionSpec } from './self-attention.ts';
export { sequential, type SequentialSpec } from './sequential.ts';
export { squeezeExcite, type SqueezeExciteOptions, type SqueezeExciteSpec } from './squeeze-excite.ts';
