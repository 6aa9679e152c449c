export { cached, type CachedConfig } from './cached.ts';
export { decoded, type DecodedConfig } from './decoded.ts';
export { itemPlan, type PlanConfig } from './item-plan.ts';
export type { ItemContext, ItemTransform } from './item-transform.ts';
export { randomResizedCrop, type RandomResizedCropConfig } from './random-resized-crop.ts';
export { resize, type ResizeConfig } from './resize.ts';
