import type { Capabilities, MemoryUse } from '../core/index.ts';
import { tf } from '../engine/index.ts';

/** The memory in use now: of this process, and tensors in the engine. */
export const memoryUse = ({ residentBytes }: Pick<Capabilities, 'residentBytes'>): MemoryUse => ({
  rssBytes: residentBytes(),
  tensors: tf.memory().numTensors,
});
