export type { Archive } from '../fetching/archive.ts';
export { quickStartPictures, type QuickStartConfig } from './quick-start-pictures.ts';
export { describeQuickStart, type QuickStartProgress } from './quick-start-progress.ts';
export { archivedPictures, type ArchivedPictures } from './archived-pictures.ts';
export type { DataSetProgress } from '../fetching/data-set-progress.ts';
export { describeDataSet } from './describe-data-set.ts';
export { imagenettePictures, type ImagenetteConfig } from './imagenette-pictures.ts';
