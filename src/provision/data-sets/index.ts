export { archivedImages, type Archive, type ArchivedImages } from './archived-images.ts';
export { describeDataSet } from './describe-data-set.ts';
export { imagenetteImages, type ImagenetteConfig } from './imagenette-images.ts';
export type { DataSetProgress } from './provide-images.ts';
export { quickStartImages, type QuickStartConfig } from './quick-start-images.ts';
