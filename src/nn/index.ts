export { architectureNamed, architectures } from './architectures.ts';
export { xresnet101, xresnet152, xresnet18, xresnet34, xresnet50 } from './architectures.ts';
export { frozenParameters } from './frozen-parameters.ts';
export { gradCam, type GradCam, type GradCamOptions } from './grad-cam.ts';
export { heatMapsOf } from './heat-maps-of.ts';
export * from './layers/index.ts';
export * from './losses/index.ts';
export { Inference } from './inference.ts';
export { AVERAGE_PREFIX, HookMemories, type HookMemory } from './hook-memories.ts';
export { MIN_LOSS_SCALE, nextLossScale, unscale, type LossScale } from './loss-scale.ts';
export { modelWith } from './model-with.ts';
export { Model, type ForwardOptions, type ForwardPass, type InferenceOptions } from './model.ts';
export { hasBatchNorm, parameterCount, type Architecture, type Network, type Stage } from './network.ts';
export * from './optimizers/index.ts';
export * from './schedules/index.ts';
export * from './scores/index.ts';
export * from './tasks/index.ts';
export type { PassOptions } from './training-pass.ts';
export {
  restore,
  snapshot,
  startFit,
  stateOf,
  trainState,
  type FitScalars,
  type ParameterGroups,
  type Position,
  type Snapshot,
  type TrainState,
  type TrainStateConfig,
} from './train-state.ts';
export { xresnet, type XResNetOptions } from './xresnet.ts';
