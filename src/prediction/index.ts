export { explanations, type ExplanationOptions, type ExplanationsConfig } from './explanations.ts';
export {
  predictions,
  type PredictionOptions,
  type PredictionsConfig,
  type TtaPasses,
} from './predictions.ts';
export { predictorOf, type Predictor } from './predictor.ts';
export { preparationOf, type ModelPreparation, type OlderPreparation } from './preparation-of.ts';
export { TTA_BATCH_KEY, ttaRng, withTtaKey } from './prediction-pass.ts';
