export { evaluated, type EvaluatedConfig, type EvaluationResult } from './evaluated.ts';
export { fitState, type FitState } from './fit-state.ts';
export { inferred, type Gatherer, type InferredConfig } from './inferred.ts';
export type { LossScale } from './loss-scale.ts';
export { predicted, type PredictionResult } from './predicted.ts';
export { topLossesOf } from './top-losses-of.ts';
export { trainStep, type TrainStepConfig } from './train-step.ts';
export { ttaCombined, type TtaResult } from './tta-combined.ts';
