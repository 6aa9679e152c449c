import type { ChannelStats } from '../core/index.ts';
import type { BatchTransform } from './batch-transform.ts';
import { normalize } from './normalize.ts';

/**
 * Returns the transforms of a batch: those of the data, then its normalization.
 *
 * @category Batches
 */
export const batchTransforms = ({
  batch,
  normalization,
}: {
  readonly batch: readonly BatchTransform[];
  readonly normalization: ChannelStats | null;
}): readonly BatchTransform[] => (normalization === null ? batch : [...batch, normalize(normalization)]);
