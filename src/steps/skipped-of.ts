import type { Batch, ItemSkipped, Split } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';

/** Returns the skipped images of a batch as metrics. */
export const skippedOf = (batch: Batch<Tensor4D>, split: Split): readonly ItemSkipped[] =>
  batch.skipped.map(({ file: { path }, reason }) => ({ _tag: 'ItemSkipped', split, path, reason }));
