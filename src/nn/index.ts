export * from './for-inference.ts';
export { bodyAndHead } from './body-and-head.ts';
export { frozenParameters, type FreezeOptions } from './frozen-parameters.ts';
export { frozenStages } from './frozen-stages.ts';
export { AVERAGE_PREFIX, HookMemories, type HookMemory } from './hook-memories.ts';
export { MIN_LOSS_SCALE, nextLossScale, unscale, type LossScale } from './loss-scale.ts';
export * from './optimizers/index.ts';
export * from './schedules/index.ts';
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
export { trainingStep, type TrainingStep, type TrainingStepOptions } from './training-step.ts';
