export type { Archive } from '../fetching/archive.ts';
export { quickStartImages, type QuickStartConfig } from './quick-start-images.ts';
export { describeQuickStart, type QuickStartProgress } from './quick-start-progress.ts';
export { archivedImages, type ArchivedImages } from './archived-images.ts';
export type { DataSetProgress } from '../fetching/data-set-progress.ts';
export { describeDataSet } from './describe-data-set.ts';
export { imagenetteImages, type ImagenetteConfig } from './imagenette-images.ts';
