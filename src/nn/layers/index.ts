export { convLayer, type ConvLayerOptions } from './conv-layer.ts';
export { dense, type DenseOptions } from './dense.ts';
export { dropout } from './dropout.ts';
export type {
  Initial,
  Layer,
  ParameterSpec,
  Pullback,
  BufferSpec,
  TrainingPass,
  InferenceValues,
  Values,
} from './layer.ts';
export { averagePooling, globalAveragePooling, maxPooling } from './pooling.ts';
export { residual } from './residual.ts';
export { sequential } from './sequential.ts';
export { squeezeExcite, type SqueezeExciteOptions } from './squeeze-excite.ts';
