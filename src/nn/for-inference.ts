/** The part of the room that prediction needs: everything but optimizers, schedules and the state of training. */
export { architectureNamed, architectures } from './architectures/architectures.ts';
export { resnet18, resnet34, resnet50 } from './architectures/architectures.ts';
export { xresnet101, xresnet152, xresnet18, xresnet34, xresnet50 } from './architectures/architectures.ts';
export type { HeadOptions } from './architectures/head.ts';
export type { ResidualNetworkOptions } from './architectures/residual-network.ts';
export { resnet } from './architectures/resnet.ts';
export { xresnet, type XResNetOptions } from './architectures/xresnet.ts';
export { gradCam, type GradCam, type GradCamOptions } from './grad-cam.ts';
export { heatMapsOf } from './heat-maps-of.ts';
export { Inference } from './inference.ts';
export * from './losses/index.ts';
export type { InferenceValues, LayerPasses, Pullback, TrainingPass, Values } from './layers/layer.ts';
export { modelWith } from './model-with.ts';
export { Model } from './model.ts';
export { type ForwardOptions, type ForwardPass, type InferenceOptions } from './model-options.ts';
export { checkWeights } from './check-weights.ts';
export { fastaiNames } from './names/fastai-names.ts';
export { permuted } from './names/permuted.ts';
export { BATCH_NORM } from './specs/batch-norm.ts';
export { SELF_ATTENTION } from './specs/self-attention.ts';
export { SQUEEZE_EXCITE } from './specs/squeeze-excite.ts';
export { outputShapeOf, type Shape } from './specs/shapes.ts';
export { paddingOf } from './specs/conv.ts';
export { fromTimm, toTimm, type FromTimmOptions } from './names/foreign-weights.ts';
export { namingOf } from './names/naming-of.ts';
export { architectureOfWeights } from './names/architecture-of-weights.ts';
export { timmNames } from './names/timm-names.ts';
export { bodyWeights } from './names/transferred.ts';
export { hasBatchNorm, network, parameterCount, parametersOf } from './network.ts';
export type {
  Architecture,
  ArchitectureOptions,
  NamedLayer,
  Network,
  NetworkOptions,
  Stage,
} from './network.ts';
export * from './scores/index.ts';
export * from './specs/index.ts';
export * from './tasks/index.ts';
export { multiplyAdds, summaryOf } from './summary.ts';
export type { PassOptions } from './training-pass.ts';
