export { cacheFolder } from './cache-folder.ts';
export { describeProgress } from './describe-progress.ts';
export type { EngineDevice } from './engine-device.ts';
export { engineEnvironment, type EngineSettings } from './engine-environment.ts';
export type { PrepareOptions } from './engine-plan.ts';
export type { Machine } from './machine.ts';
export { prepareEngine } from './prepare-engine.ts';
export type { PrepareProgress } from './prepare-progress.ts';
