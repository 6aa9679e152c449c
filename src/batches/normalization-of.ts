import type { ChannelStats } from '../core/index.ts';
import type { BatchTransform } from './batch-transform.ts';

/**
 * Returns the statistics of the first {@link normalize} among the transforms, or null.
 *
 * @category Normalization
 */
export function normalizationOf(transforms: readonly BatchTransform[]): ChannelStats | null {
  const settings = transforms.find(({ name }) => name === 'normalize')?.settings;
  return settings === undefined ? null : (settings as unknown as ChannelStats);
}
