/** Millrace's public list. Importing it loads no TensorFlow. */
export * from './core/index.ts';
export * from './flow/index.ts';
export { engineInfo, tf, type Precision } from './engine/index.ts';
export * from './nn/index.ts';
export * from './files/index.ts';
export * from './items/index.ts';
export * from './batches/index.ts';
export * from './steps/index.ts';
export * from './metrics/index.ts';
export * from './learner/index.ts';
export { pictureGrid, sideBySide, type PictureGridOptions } from './reports/index.ts';
