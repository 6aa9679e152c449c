export type { Archive } from './archive.ts';
export { archivedPictures, type ArchivedPictures } from './archived-pictures.ts';
export type { DataSetProgress } from './data-set-progress.ts';
export { describeDataSet } from './describe-data-set.ts';
export { imagenettePictures, type ImagenetteConfig } from './imagenette-pictures.ts';
