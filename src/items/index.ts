export { cached, type CachedConfig } from './cached.ts';
export { decoded, type DecodedConfig } from './decoded.ts';
export type { PlanConfig } from './item-plan.ts';
export type { ItemTransform } from './item-transform.ts';
export { itemTransformOf } from './item-transform-of.ts';
export { jpegDecoder, type JpegDecoderConfig } from './jpeg-decoder.ts';
export { randomResizedCrop, type RandomResizedCropConfig } from './random-resized-crop.ts';
export { seenPart, type SeenPart } from './seen-part.ts';
export { resize, type ResizeConfig } from './resize.ts';
