export { imageSources, type FoundImage, type SourceDisk } from './image-sources.ts';
export { loadModel, type ImageInput, type LoadedModel } from './load-model.ts';
export { modelProcess, usingModel } from './model-process.ts';
export type { LoadModelOptions, ModelProcess, ModelProcessConfig } from './model-process.ts';
