import { join } from 'node:path';
import type { Capabilities } from '../core/index.ts';
import { decodeImage } from './decode-image.ts';
import { liveDisk } from './disk.ts';
import { saveWeightsFile } from './weights-file.ts';

/** Where a run writes. */
export interface CapabilitiesConfig {
  /** The weights become `model.safetensors` in it; made when that happens. */
  readonly runFolder: string;
}

/** The world as it is: this machine's disk, sharp, the clock. */
export const createCapabilities = ({ runFolder }: CapabilitiesConfig): Capabilities => ({
  ...liveDisk,
  decode: decodeImage,
  now: () => performance.now(),
  residentBytes: () => process.memoryUsage.rss(),
  saveWeights: (weights) => saveWeightsFile(join(runFolder, 'model.safetensors'), weights),
});
