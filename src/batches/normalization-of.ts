import type { ChannelStats } from '../core/index.ts';
import type { BatchTransform } from './batch-transform.ts';

/** What pictures are normalized by among the transforms of their batches; null where they are not. */
export function normalizationOf(transforms: readonly BatchTransform[]): ChannelStats | null {
  const settings = transforms.find(({ name }) => name === 'normalize')?.settings;
  return settings === undefined ? null : (settings as unknown as ChannelStats);
}
