export { evaluated, type EvaluatedConfig, type EvaluationResult } from './evaluated.ts';
export { Gradients, type GradientsFields } from './gradients.ts';
export { gradientsOf, type GradientsOfConfig } from './gradients-of.ts';
export { inferred, type Gatherer, type InferredConfig } from './inferred.ts';
export { predicted, type PredictionResult } from './predicted.ts';
export { topLossesOf } from './top-losses-of.ts';
export { trainStep, type TrainStepConfig } from './train-step.ts';
export { ttaCombined, type TtaResult } from './tta-combined.ts';
export { updated, type Update, type UpdatedConfig } from './updated.ts';
