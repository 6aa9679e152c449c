import type { Capabilities, MemoryUse } from '../core/index.ts';
import { tf } from '../engine/index.ts';

/**
 * Returns the memory in use: the resident memory of this process, and the number of tensors in the engine.
 *
 * @param world reads the resident memory
 * @category Metrics
 */
export const memoryUse = ({ residentBytes }: Pick<Capabilities, 'residentBytes'>): MemoryUse => ({
  rssBytes: residentBytes(),
  tensors: tf.memory().numTensors,
});
