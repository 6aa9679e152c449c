import type { Batch, ItemFault, Split } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';

/** Returns the skipped and the damaged images of a batch as metrics. */
export const faultsOf = ({ skipped, damaged }: Batch<Tensor4D>, split: Split): readonly ItemFault[] => [
  ...skipped.map(({ file: { path }, reason }) => ({ _tag: 'ItemSkipped', split, path, reason }) as const),
  ...damaged.map(({ file: { path }, reason }) => ({ _tag: 'ItemDamaged', split, path, reason }) as const),
];
