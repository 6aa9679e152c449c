export { imageSources, type FoundImage, type SourceDisk } from './image-sources.ts';
export { loadModel, type ImageInput, type LoadedModel, type LoadModelOptions } from './load-model.ts';
export type { ExplanationSettings, PredictionSettings } from './messages.ts';
export { modelProcess, usingModel, type ModelProcess, type ModelProcessConfig } from './model-process.ts';
