export { architectures, xresnet101, xresnet152, xresnet18, xresnet34, xresnet50 } from './architectures.ts';
export * from './layers/index.ts';
export * from './losses/index.ts';
export { Model, type ForwardPass } from './model.ts';
export { parameterCount, type Architecture, type Network, type Stage } from './network.ts';
export * from './optimizers/index.ts';
export * from './schedules/index.ts';
export * from './scores/index.ts';
export { xresnet, type XResNetOptions } from './xresnet.ts';
