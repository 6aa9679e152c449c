export { explanations, type ExplanationsConfig } from './explanations.ts';
export { TTA_BATCH_KEY, ttaRng, withTtaKey } from './prediction-pass.ts';
export { predictions, type PredictionsConfig } from './predictions.ts';
export { predictorOf, type Predictor } from './predictor.ts';
export { preparationOf, type ModelPreparation, type OlderPreparation } from './preparation-of.ts';
export type { PreparationConfig } from './prepared.ts';
export { resolvedPrecision } from './resolved-precision.ts';
