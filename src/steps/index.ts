export { evaluated, type EvaluatedConfig, type EvaluationResult } from './evaluated.ts';
export { fitState, type FitState } from './fit-state.ts';
export { trainStep, type TrainStepConfig } from './train-step.ts';
