export { loadModel, type ImageInput, type LoadedModel, type LoadModelOptions } from './load-model.ts';
export type { PredictionSettings } from './messages.ts';
export { modelProcess, type ModelProcess, type ModelProcessConfig } from './model-process.ts';
