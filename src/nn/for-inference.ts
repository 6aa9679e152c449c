/** The part of the room that prediction needs: everything but optimizers, schedules and the state of training. */
export { architectureNamed, architectures } from './architectures.ts';
export { xresnet101, xresnet152, xresnet18, xresnet34, xresnet50 } from './architectures.ts';
export { gradCam, type GradCam, type GradCamOptions } from './grad-cam.ts';
export { heatMapsOf } from './heat-maps-of.ts';
export { Inference } from './inference.ts';
export * from './layers/index.ts';
export * from './losses/index.ts';
export { modelWith } from './model-with.ts';
export { Model, type ForwardOptions, type ForwardPass, type InferenceOptions } from './model.ts';
export { hasBatchNorm, parameterCount, type Architecture, type Network, type Stage } from './network.ts';
export * from './scores/index.ts';
export * from './tasks/index.ts';
export type { PassOptions } from './training-pass.ts';
export { xresnet, type XResNetOptions } from './xresnet.ts';
