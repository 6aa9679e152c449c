export { exportModel } from './export-model.ts';
export type { ExportedFile, ExportFormat, ExportOptions } from './export-options.ts';
