export { augTransforms, type AugTransformsOptions } from './aug-transforms.ts';
export type { BatchContext, BatchTransform } from './batch-transform.ts';
export { batchTransformed, type BatchTransformedConfig } from './batch-transformed.ts';
export { collated } from './collated.ts';
export {
  batchStats,
  cifarStats,
  imagenetStats,
  mnistStats,
  normalize,
  type ChannelStats,
} from './normalize.ts';
export { randomResizedCropBatch, type RandomResizedCropOptions } from './random-resized-crop-batch.ts';
