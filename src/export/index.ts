export { exportModel, foreignTo } from './export-model.ts';
export type { PageConfig } from './tfjs/page/page-config.ts';
export type { ExportedFile, ExportOptions } from './export-options.ts';
export type { TrainingFacts } from './training-facts.ts';
